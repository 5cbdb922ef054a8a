/** A query as it stands in an address, after the `?`: without what is undefined, and with colons as they are. */
export const queryText = (query: object): string =>
  Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('&');

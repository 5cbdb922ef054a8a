import LinkHeader from 'http-link-header';

/**
 * The `Link` header (RFC 8288) to the next page, as a reference relative to the request, so that it holds behind any
 * proxy.
 *
 * @param url - the path and query of the request
 * @param cursor - where the next page starts
 */
export const nextLink = (url: string, cursor: string): string => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  searchParams.set('cursor', cursor);
  return `<${pathname}?${searchParams.toString()}>; rel="next"`;
};

/**
 * Finds the cursor of the next page in the answer to a paged request.
 *
 * @returns the cursor; undefined on the last page
 * @throws Error when the header can't be read, or the link leads to another place than the request went to, or has no
 *   cursor
 */
export const nextCursor = (response: Response): string | undefined => {
  const header = response.headers.get('link');
  if (header === null) return undefined;
  const [next] = LinkHeader.parse(header).rel('next');
  if (!next) return undefined;
  const here = new URL(response.url);
  const there = new URL(next.uri, here);
  if (there.origin !== here.origin || there.pathname !== here.pathname) {
    throw new Error(`the link to the next page leads elsewhere: ${next.uri}`);
  }
  const cursor = there.searchParams.get('cursor');
  if (!cursor) throw new Error(`the link to the next page has no cursor: ${next.uri}`);
  return cursor;
};

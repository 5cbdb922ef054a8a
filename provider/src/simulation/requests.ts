/** How many times a request to the provider is tried again: about two seconds in all. Then the next run takes over. */
export const RETRIES = 3;

/** An answer of the typed client: `data` when it went well, the problem details otherwise. */
interface Answer<Data> {
  readonly data?: Data;
  readonly error?: { readonly detail?: string };
  readonly response: Response;
}

/**
 * The content of an answer.
 *
 * @throws Error when the provider has refused the request, with what it said
 */
export const answered = <Data>(operation: string, { data, error, response }: Answer<Data>): Data => {
  if (response.ok && data !== undefined) return data;
  throw new Error(
    `the provider refused ${operation} (${String(response.status)}): ${error?.detail ?? 'no reason given'}`,
  );
};

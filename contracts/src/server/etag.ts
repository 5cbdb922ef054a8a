import { createHash } from 'node:crypto';

/**
 * A weak `ETag` (RFC 9110 section 8.8.3) of what an answer is about, where the answer also holds what moves on by itself,
 * such as a time, and would have another one each time, or is too long to be hashed each time.
 *
 * @param content - JSON: all of the answer whose change is one, or what stands for that
 */
export const weakEtag = (content: unknown): string => {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
  return `W/"${hash.slice(0, 22)}"`;
};

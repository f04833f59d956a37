import type { BlobDescription } from './checkDescription.js';

/** Types that clients send when they know nothing. */
const sayingNothing: ReadonlySet<string> = new Set([
  'application/octet-stream',
  'application/x-www-form-urlencoded',
]);

/** What an upload's URL says about its content; without a media type there, the request's own `Content-Type`. */
export function describeUpload(given: {
  readonly name: string | undefined;
  readonly mediaType: string | undefined;
  readonly contentType: string | undefined;
}): BlobDescription {
  const { name, mediaType, contentType } = given;
  const told =
    contentType === undefined || sayingNothing.has(contentType.toLowerCase()) ? undefined : contentType;
  return { name: name ?? null, mediaType: mediaType ?? told ?? null };
}

const prefix = 'blob:';

/** The opaque cursor of a place in the list of blobs. */
export function encodeCursor(place: string): string {
  return Buffer.from(`${prefix}${place}`).toString('base64url');
}

/** The place a cursor names, or undefined when it is not one of ours. */
export function decodeCursor(cursor: string): string | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const place = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  return /^\d{1,18}$/.test(place) ? place : undefined;
}

/** Makes the opaque cursor of a place in a list. */
export function encodeCursor(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

/** The place a cursor names; null when it is not a cursor whose place fits the pattern. */
export function decodeCursor(cursor: string, pattern: RegExp): string | null {
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  return pattern.test(place) && encodeCursor(place) === cursor ? place : null;
}

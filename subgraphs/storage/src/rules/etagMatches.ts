/** The strong entity tag of a blob: its CID never names other bytes. */
export function etagOf(cid: string): string {
  return `"${cid}"`;
}

/** Whether an `If-None-Match` header names this blob: the client has it already. */
export function etagMatches(header: string | undefined, cid: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etagOf(cid));
}

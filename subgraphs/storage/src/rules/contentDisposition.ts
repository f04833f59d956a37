/**
 * The `Content-Disposition` of a blob: always an attachment, so that a browser never runs uploaded content in our
 * origin; with the name in RFC 8187 form when there is one.
 */
export function contentDisposition(name: string | null): string {
  if (name === null) return 'attachment';
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${hex(character)}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

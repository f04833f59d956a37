const shortText = 40;
const quote = 34;
const backslash = 92;
const firstPrintable = 32;
const firstSurrogate = 0xd800;

/**
 * A string as JSON text, the same as JSON.stringify's. Most strings are short and need no escaping, and calling the
 * runtime costs more than looking at their characters.
 */
export function jsonText(value: string): string {
  if (value.length > shortText) return JSON.stringify(value);
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < firstPrintable || code === quote || code === backslash || code >= firstSurrogate)
      return JSON.stringify(value);
  }
  return `"${value}"`;
}

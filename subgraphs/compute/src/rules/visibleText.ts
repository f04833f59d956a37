/** Whether a text is not blank, is at most `limit` characters long, and has no control characters or broken surrogates. */
export function isVisibleText(text: string, limit: number): boolean {
  return text.trim() !== '' && text.length <= limit && !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** As {@link isVisibleText}, but may be empty and have line breaks and tabs. */
export function isProse(text: string, limit: number): boolean {
  return text.length <= limit && !/(?![\n\r\t])[\p{Cc}\p{Cs}]/u.test(text);
}

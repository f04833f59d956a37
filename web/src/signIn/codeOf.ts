/** The one-time code in a page's query string; null when there is none. */
export function codeOf(search: string): string | null {
  const code = new URLSearchParams(search).get('code')?.trim() ?? '';
  return code === '' ? null : code;
}

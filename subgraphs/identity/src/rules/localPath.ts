const longestPath = 512;

/**
 * The path when a browser that is sent there stays on this site, or else `/`. Refused are other origins in all notations
 * (`//host`, `/\host`, with control characters in between), dots that a browser takes out, and our own sign-in doors.
 */
export function localPathOf(text: string | undefined): string {
  if (text === undefined || text.length > longestPath || !/^\/[!-~]*$/.test(text)) return '/';
  const [path = ''] = text.split(/[?#]/);
  const isOdd = path.includes('//') || path.includes('/.') || path.startsWith('/auth/');
  return isOdd || text.includes('\\') ? '/' : text;
}

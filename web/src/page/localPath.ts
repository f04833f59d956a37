/**
 * Where a page leads on to, from its query: a path of this site, and nothing else that a link may have smuggled in. Browsers
 * read `//host`, `/\host` and addresses with tabs in them as other sites.
 */
export function localPath(search: string, origin: string): string | null {
  const next = new URLSearchParams(search).get('next') ?? '';
  if (!/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(next)) return null;
  if (!URL.canParse(next, origin)) return null;
  const url = new URL(next, origin);
  return url.origin === origin && !url.pathname.startsWith('//') ? url.pathname + url.search : null;
}

/** Where the page that opens a connection comes from: `own` and `trusted` ones may use the visitor's cookies. */
export type OriginVerdict = 'none' | 'own' | 'trusted' | 'foreign';

/**
 * Browsers name the page's origin when it opens a WebSocket, and let any page open one to any host. Programs name none.
 * Own is an origin with the host and port that the request was sent to, whatever the scheme: a proxy may end TLS.
 */
export function originOf(
  headers: { readonly origin?: string | undefined; readonly host?: string | undefined },
  trusted: readonly string[],
): OriginVerdict {
  const { origin, host } = headers;
  if (origin === undefined) return 'none';
  if (trusted.includes(origin)) return 'trusted';
  const scheme = /^(https?):\/\//.exec(origin)?.[0];
  if (scheme === undefined || host === undefined) return 'foreign';
  const [page, here] = [hostOf(origin), hostOf(scheme + host)];
  return page !== undefined && page === here ? 'own' : 'foreign';
}

/** Host and port, the port left out where it is the scheme's own. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

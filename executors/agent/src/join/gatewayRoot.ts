/** The gateway's root, of that or of its GraphQL endpoint, without a slash at the end; null when it is no web address. */
export function gatewayRoot(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return origin + pathname.replace(/\/+$/, '').replace(/\/graphql$/, '');
}

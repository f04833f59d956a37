const loopback = /^(?:127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Where to open a page to use passkeys: browsers bind them to a name, never to an IP address. Null where it is open already at a
 * name; on the machine itself the name is `localhost`.
 */
export function passkeyAddress(address: string): string | null {
  const url = new URL(address);
  if (!loopback.test(url.hostname)) return null;
  url.hostname = 'localhost';
  return url.href;
}

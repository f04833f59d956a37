/** What passkeys are bound to (Web Authentication, section 4): the name of the site, and the origins its pages have. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The relying party of an installation. Browsers bind passkeys to a domain and refuse IP addresses, so on one machine it is
 * `localhost`, whichever name of the machine itself the address has.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  const { hostname } = new URL(publicUrl);
  const id = loopbackNames.includes(hostname) ? 'localhost' : hostname;
  return { id, name: 'AI Collective', origins: ownOriginsOf(publicUrl) };
}

/** The origins whose pages may sign people in: that of the public address, and on one machine its other names for itself. */
function ownOriginsOf(publicUrl: string): readonly string[] {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  if (!loopbackNames.includes(hostname)) return [origin];
  return loopbackNames.map((name) => new URL(`${protocol}//${name}:${port}`).origin);
}

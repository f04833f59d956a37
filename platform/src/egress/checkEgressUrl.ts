import type { EgressPolicy } from './EgressPolicy.js';

/** Why an address may not be used. The codes are stable; the messages are shown to whoever proposes the address. */
export type EgressUrlCode =
  | 'URL_MALFORMED'
  | 'URL_SCHEME_REFUSED'
  | 'URL_CREDENTIALS_REFUSED'
  | 'URL_PORT_REFUSED'
  | 'URL_HOST_IS_ADDRESS'
  | 'URL_HOST_REFUSED'
  | 'URL_FRAGMENT_REFUSED';

export type EgressUrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly code: EgressUrlCode; readonly message: string };

const longestUrl = 2_048;
const longestHost = 253;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** A last label like this makes URL parsers read the whole host as an IPv4 address: decimal, octal or hexadecimal. */
const numericLabel = /^(?:\d+|0x[0-9a-f]*)$/;
/** Scheme and authority as written, before a URL parser has turned odd notations into usual ones. */
const beginning = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i;

/** Names that only mean something inside some network (RFC 6761, 6762, 8375, ICANN's `internal`, Kubernetes). */
const innerSuffixes = [
  ...['localhost', 'local', 'localdomain', 'internal', 'intranet', 'private', 'corp', 'home', 'lan'],
  ...['home.arpa', 'in-addr.arpa', 'ip6.arpa', 'svc', 'cluster.local', 'onion', 'alt'],
];

/**
 * Whether a tenant may choose this address: an allowed scheme and port, a public-looking host name in its usual
 * notation, no credentials. Says nothing of where the name leads: that is checked for each connection.
 */
export function checkEgressUrl(
  text: string,
  policy: Pick<EgressPolicy, 'schemes' | 'ports'>,
): EgressUrlCheck {
  const written = beginning.exec(text);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (written === null || text.length > longestUrl || /[\u0000-\u0020\u007f-\uffff\\]/.test(text))
    return refused('URL_MALFORMED', 'The address must be an absolute URL of printable ASCII characters.');
  const [, scheme = '', authority = ''] = written;
  if (!policy.schemes.some((each) => each === scheme.toLowerCase()))
    return refused('URL_SCHEME_REFUSED', `The address must begin with ${policy.schemes.join(':// or ')}://.`);
  if (authority.includes('@'))
    return refused('URL_CREDENTIALS_REFUSED', 'The address must not hold a user name or password.');
  if (text.includes('#')) return refused('URL_FRAGMENT_REFUSED', 'The address must not have a fragment (#).');
  return checkHost(text, authority, policy);
}

function checkHost(text: string, authority: string, policy: Pick<EgressPolicy, 'ports'>): EgressUrlCheck {
  const host = authority.replace(/:\d*$/, '').toLowerCase();
  const last =
    host
      .split('.')
      .filter((part) => part !== '')
      .at(-1) ?? '';
  if (host.startsWith('[') || numericLabel.test(last))
    return refused('URL_HOST_IS_ADDRESS', 'The address must name its host, not give an IP address.');
  if (!isPublicName(host) || !URL.canParse(text))
    return refused(
      'URL_HOST_REFUSED',
      'The host must be a fully qualified public name, such as api.example.com.',
    );
  const url = new URL(text);
  if (url.hostname !== host)
    return refused('URL_HOST_REFUSED', 'The host must be written in its usual notation.');
  const port = url.port === '' ? standardPort(url) : Number(url.port);
  if (!policy.ports.includes(port))
    return refused('URL_PORT_REFUSED', `The port must be ${policy.ports.join(' or ')}.`);
  return { ok: true, url };
}

function isPublicName(host: string): boolean {
  const labels = host.split('.');
  if (host.length > longestHost || labels.length < 2 || !labels.every((each) => label.test(each)))
    return false;
  return !innerSuffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}

function standardPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80;
}

function refused(code: EgressUrlCode, message: string): EgressUrlCheck {
  return { ok: false, code, message };
}

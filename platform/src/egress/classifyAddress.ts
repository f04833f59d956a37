import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * What kind of place an address leads to. `embedded` addresses carry an IPv4 address inside (mapped, compatible,
 * NAT64, 6to4, Teredo …), which would lead past a check of the outside.
 */
export type AddressClass =
  | 'public'
  | 'private'
  | 'loopback'
  | 'linkLocal'
  | 'sharedByCarrier'
  | 'multicast'
  | 'unspecified'
  | 'embedded'
  | 'reserved'
  | 'malformed';

const classOfRange: Readonly<Record<string, AddressClass>> = {
  unicast: 'public',
  private: 'private',
  uniqueLocal: 'private',
  deprecatedSiteLocal: 'private',
  loopback: 'loopback',
  linkLocal: 'linkLocal',
  carrierGradeNat: 'sharedByCarrier',
  multicast: 'multicast',
  broadcast: 'multicast',
  unspecified: 'unspecified',
  ipv4Mapped: 'embedded',
  rfc6145: 'embedded',
  rfc6052: 'embedded',
  '6to4': 'embedded',
  teredo: 'embedded',
};

const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Classifies an IP address in its usual notation: dotted decimal or RFC 4291, without a zone. Everything else, such as
 * octal, hexadecimal and shortened IPv4, is `malformed`. Ranges are those of IANA's special-purpose registries; an IPv6
 * address that is not global unicast (2000::/3) is never public, whatever list forgets it.
 */
export function classifyAddress(text: string): AddressClass {
  if (isIP(text) === 0 || text.includes('%')) return 'malformed';
  const address = ipaddr.parse(text);
  const range = address.range();
  const named = classOfRange[range] ?? 'reserved';
  if (named !== 'public' || address.kind() === 'ipv4') return named;
  return (address as ipaddr.IPv6).match(globalUnicast) ? 'public' : nonGlobal(address as ipaddr.IPv6);
}

/** `::a.b.c.d`, the deprecated IPv4-compatible form, has ninety-six leading zero bits. */
function nonGlobal(address: ipaddr.IPv6): AddressClass {
  return address.parts.slice(0, 6).every((part) => part === 0) ? 'embedded' : 'reserved';
}

/** Whether an address leads to the public internet. */
export function isPublicAddress(text: string): boolean {
  return classifyAddress(text) === 'public';
}

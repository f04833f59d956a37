import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAddress, isPublicAddress, type AddressClass } from '../../src/egress/classifyAddress.js';

const table: readonly (readonly [string, AddressClass])[] = [
  ['1.1.1.1', 'public'],
  ['8.8.8.8', 'public'],
  ['9.255.255.255', 'public'],
  ['11.0.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['126.255.255.255', 'public'],
  ['128.0.0.0', 'public'],
  ['169.253.255.255', 'public'],
  ['169.255.0.0', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.0', 'public'],
  ['192.167.255.255', 'public'],
  ['192.169.0.0', 'public'],
  ['223.255.255.255', 'public'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['10.0.0.0', 'private'],
  ['10.255.255.255', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.0.1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['169.254.169.254', 'linkLocal'],
  ['100.64.0.1', 'sharedByCarrier'],
  ['100.127.255.255', 'sharedByCarrier'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['255.255.255.255', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['192.0.0.1', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['198.19.255.255', 'reserved'],
  ['198.51.100.7', 'reserved'],
  ['203.0.113.7', 'reserved'],
  ['192.88.99.1', 'reserved'],
  ['2606:4700:4700::1111', 'public'],
  ['2a00:1450:4001::200e', 'public'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['fe80::1', 'linkLocal'],
  ['febf::1', 'linkLocal'],
  ['fec0::1', 'private'],
  ['fc00::1', 'private'],
  ['fdff:ffff::1', 'private'],
  ['ff02::1', 'multicast'],
  ['::ffff:10.0.0.1', 'embedded'],
  ['::ffff:8.8.8.8', 'embedded'],
  ['::ffff:7f00:1', 'embedded'],
  ['::ffff:0:127.0.0.1', 'embedded'],
  ['::127.0.0.1', 'embedded'],
  ['::7f00:1', 'embedded'],
  ['64:ff9b::10.0.0.1', 'embedded'],
  ['64:ff9b:1::7f00:1', 'embedded'],
  ['2002:7f00:1::', 'embedded'],
  ['2001::1', 'embedded'],
  ['2001:db8::1', 'reserved'],
  ['2001:2::1', 'reserved'],
  ['2001:10::1', 'reserved'],
  ['2001:20::1', 'reserved'],
  ['3fff::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['100::1', 'reserved'],
  ['4000::1', 'reserved'],
  ['e000::1', 'reserved'],
  ['127.1', 'malformed'],
  ['2130706433', 'malformed'],
  ['0x7f000001', 'malformed'],
  ['0177.0.0.1', 'malformed'],
  ['127.0.0.01', 'malformed'],
  ['127.0.0.1.', 'malformed'],
  [' 127.0.0.1', 'malformed'],
  ['1.2.3.4.5', 'malformed'],
  ['256.0.0.1', 'malformed'],
  ['[::1]', 'malformed'],
  ['fe80::1%eth0', 'malformed'],
  ['2606:4700::1%eth0', 'malformed'],
  ['example.com', 'malformed'],
  ['', 'malformed'],
];

describe('the class of an address', () => {
  it.each(table)('%s is %s', (address, expected) => {
    expect(classifyAddress(address)).toBe(expected);
  });

  const octet = fc.integer({ min: 0, max: 255 });
  const inner = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  );

  it('never calls an inner IPv4 address public, however it is wrapped in IPv6', () => {
    const wrappings = ['', '::ffff:', '::', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'];
    fc.assert(
      fc.property(inner, fc.constantFrom(...wrappings), (octets, wrapping) => {
        expect(isPublicAddress(`${wrapping}${octets.join('.')}`)).toBe(false);
      }),
    );
  });

  it('never calls an IPv6 address outside of global unicast public', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const first = group.filter((value) => value >> 13 !== 1);
    fc.assert(
      fc.property(first, fc.array(group, { minLength: 7, maxLength: 7 }), (head, tail) => {
        expect(isPublicAddress([head, ...tail].map((part) => part.toString(16)).join(':'))).toBe(false);
      }),
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string(), (text) => void classifyAddress(text)));
  });
});

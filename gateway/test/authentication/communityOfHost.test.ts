import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { communityOfHost } from '../../src/authentication/communityOfHost.js';

describe('the community of a host', () => {
  it.each([
    ['garden.example.org', 'garden'],
    ['garden.example.org:4000', 'garden'],
    ['GARDEN.Example.org', 'garden'],
    ['garden.example.org.', 'garden'],
    ['a-1.example.org', 'a-1'],
    ['example.org', undefined],
    ['.example.org', undefined],
    ['a.b.example.org', undefined],
    ['gardenexample.org', undefined],
    ['garden.example.org.evil.test', undefined],
    ['-a.example.org', undefined],
    ['a_b.example.org', undefined],
    [`${'a'.repeat(41)}.example.org`, undefined],
    ['garden.example.org:x', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s', (host, expected) => {
    expect(communityOfHost(host, 'example.org')).toBe(expected);
  });

  it('is none without a domain', () => {
    expect(communityOfHost('garden.example.org', undefined)).toBeUndefined();
  });

  it('is a slug or none, for any host', () => {
    fc.assert(
      fc.property(fc.string(), (label) => {
        expect(communityOfHost(`${label}.example.org`, 'example.org') ?? 'a').toMatch(/^[a-z0-9-]{1,40}$/);
      }),
    );
  });
});

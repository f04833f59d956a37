import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOfDomains, profileOf } from '../../src/rules/issuerProfile.js';

describe('profileOf', () => {
  it.each([
    [{ name: '  Ada   Lovelace ' }, 'Ada Lovelace'],
    [{ name: 'Ada\u0000\u202eLovelace' }, 'Ada Lovelace'],
    [{ name: '\u0007', preferred_username: 'ada' }, 'ada'],
    [{ name: 7, nickname: 'addie' }, 'addie'],
    [{}, 'New member'],
  ])('of %j has a name to show', (claims, name) => {
    expect(profileOf(claims).name).toBe(name);
  });

  it.each([
    [{ email: 'Ada@Example.ORG', email_verified: true }, 'ada@example.org'],
    [{ email: 'ada@example.org', email_verified: 'true' }, null],
    [{ email: 'ada@example.org' }, null],
    [{ email: 'ada', email_verified: true }, null],
    [{ email: 'ada@evil.example@example.org', email_verified: true }, null],
    [{ email: ['ada@example.org'], email_verified: true }, null],
    [{ email: `${'a'.repeat(250)}@example.org`, email_verified: true }, null],
  ])('of %j has an address only when that was proven', (claims, email) => {
    expect(profileOf(claims).provenEmail).toBe(email);
  });

  it('always has a name that a person may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (written) => {
        const { name } = profileOf({ name: written });
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(100);
        expect(name).toBe(name.trim());
        expect(name).toMatch(/^\P{Cc}*$/u);
      }),
    );
  });
});

describe('isOfDomains', () => {
  it.each([
    ['ada@example.org', ['example.org'], true],
    ['ada@sub.example.org', ['example.org'], false],
    ['ada@notexample.org', ['example.org'], false],
    ['ada@example.org.evil', ['example.org'], false],
    [null, ['example.org'], false],
    [null, [], true],
    ['ada@anywhere.example', [], true],
  ])('%s in %j: %s', (email, domains, expected) => {
    expect(isOfDomains(email, domains)).toBe(expected);
  });
});

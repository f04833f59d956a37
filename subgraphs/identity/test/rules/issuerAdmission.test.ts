import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admissionOf } from '../../src/rules/issuerAdmission.js';

const ada = { provenEmail: 'ada@example.org', isLinked: false, isMember: false };
const open = { emailDomains: [], defaultRoles: ['MEMBER' as const] };
const closed = { emailDomains: [], defaultRoles: [] };
const strict = { emailDomains: ['example.com'], defaultRoles: ['MEMBER' as const] };

describe('admissionOf', () => {
  it.each([
    [{ ...ada, isLinked: true, isMember: true }, closed, 'ENTER'],
    [{ ...ada, isLinked: true }, open, 'JOIN'],
    [{ ...ada, isLinked: true }, closed, 'NOT_A_MEMBER'],
    [ada, open, 'OPEN_ACCOUNT'],
    [ada, closed, 'NOT_A_MEMBER'],
    [ada, strict, 'DOMAIN_REFUSED'],
    [{ ...ada, isLinked: true, isMember: true }, strict, 'DOMAIN_REFUSED'],
  ])('of %j under %j is %s', (arrival, rules, expected) => {
    expect(admissionOf(arrival, rules)).toBe(expected);
  });

  it('never lets in who is no member where there are no default roles, nor any address of another domain', () => {
    const arrivals = fc.record({
      provenEmail: fc.constantFrom(null, 'a@example.org', 'a@example.com', 'a@x.example.com'),
      isLinked: fc.boolean(),
      isMember: fc.boolean(),
    });
    const rules = fc.record({
      emailDomains: fc.subarray(['example.com', 'example.net']),
      defaultRoles: fc.subarray(['MEMBER', 'GUEST'] as const),
    });
    fc.assert(
      fc.property(arrivals, rules, (arrival, { emailDomains, defaultRoles }) => {
        const admission = admissionOf(arrival, { emailDomains, defaultRoles });
        const isIn = ['ENTER', 'JOIN', 'OPEN_ACCOUNT'].includes(admission);
        const isMember = arrival.isLinked && arrival.isMember;
        if (isIn && !isMember) expect(defaultRoles.length).toBeGreaterThan(0);
        if (isIn && emailDomains.length > 0)
          expect(emailDomains).toContain(arrival.provenEmail?.split('@')[1]);
        if (admission === 'ENTER') expect(isMember).toBe(true);
      }),
    );
  });
});

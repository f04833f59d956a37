import fc from 'fast-check';
import { builtInRoles } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { leavesNoOwner } from '../../src/rules/leavesNoOwner.js';

describe('leavesNoOwner', () => {
  it.each([
    ['the only owner leaves', ['a'], 'a', [], true],
    ['the only owner becomes an admin', ['a'], 'a', ['ADMIN'], true],
    ['the only owner stays one with more roles', ['a'], 'a', ['ADMIN', 'OWNER'], false],
    ['one of two owners leaves', ['a', 'b'], 'a', [], false],
    ['somebody else leaves', ['a'], 'c', [], false],
    ['nobody owns it and a member leaves', [], 'c', [], true],
  ] as const)('when %s', (...[, owners, personId, roles, expected]) => {
    expect(leavesNoOwner(owners, { personId, roles })).toBe(expected);
  });

  it('agrees with counting the owners afterwards', () => {
    const people = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(
        fc.uniqueArray(people),
        people,
        fc.subarray([...builtInRoles]),
        (owners, personId, roles) => {
          const after = new Set(owners);
          if (roles.includes('OWNER')) after.add(personId);
          else after.delete(personId);
          expect(leavesNoOwner(owners, { personId, roles })).toBe(after.size === 0);
        },
      ),
    );
  });
});

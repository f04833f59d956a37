import { builtInRoles, type BuiltInRole } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayTakeAccount } from '../../src/rules/accountPower.js';
import { permissionsOf } from '../../src/rules/grants.js';
import { effectiveRoles, type Holding } from '../../src/rules/inheritance.js';

const lineage = ['leaf', 'branch', 'root'];
const held = (community: string, ...roles: BuiltInRole[]): Holding => ({ community, roles });

const holdings = fc.array(
  fc.record({
    community: fc.constantFrom(...lineage),
    roles: fc.subarray([...builtInRoles], { minLength: 1 }),
  }),
  { maxLength: 3 },
);

const now = new Date(0);

describe('mayTakeAccount', () => {
  it.each<[string, readonly Holding[], readonly Holding[], boolean]>([
    ['an administrator, that of a member', [held('leaf', 'ADMIN')], [held('leaf', 'MEMBER')], true],
    ['an administrator, not that of an owner', [held('leaf', 'ADMIN')], [held('leaf', 'OWNER')], false],
    [
      'an owner, not that of somebody with a role further up',
      [held('leaf', 'OWNER')],
      [held('root', 'MEMBER')],
      false,
    ],
    [
      'an owner, not that of who also owns the community above',
      [held('leaf', 'OWNER')],
      [held('leaf', 'MEMBER'), held('branch', 'OWNER')],
      false,
    ],
    [
      'an owner of the top, that of an administrator in between',
      [held('root', 'OWNER')],
      [held('branch', 'ADMIN')],
      true,
    ],
    ['anybody with the permissions, that of somebody who holds nothing', [held('leaf', 'ADMIN')], [], true],
  ])('%s', (...[, own, concerned, expected]) => {
    const granter = { roles: effectiveRoles(own, lineage), scopes: null };
    expect(mayTakeAccount({ granter, holdings: own, concerned, lineage, now })).toBe(expected);
  });

  it('counts what the person was granted besides, as well as the granter', () => {
    const auditor = (community: string): Holding => ({
      ...held(community),
      grants: [{ id: 'grt_1', role: 'AUDITOR', permissions: [], on: { type: 'COMMUNITY' }, until: null }],
    });
    const granter = { roles: ['DEVELOPER'] as const, scopes: null };
    const question = { granter, holdings: [], concerned: [auditor('leaf')], lineage, now };
    expect(mayTakeAccount(question)).toBe(false);
    const grants = auditor('leaf').grants ?? [];
    expect(mayTakeAccount({ ...question, granter: { ...granter, grants } })).toBe(true);
    const above = { ...question, concerned: [auditor('branch')], granter: { ...granter, grants } };
    expect(mayTakeAccount(above)).toBe(false);
    expect(mayTakeAccount({ ...above, holdings: [auditor('branch')] })).toBe(true);
  });

  it('gives a service nothing above its own community', () => {
    const granter = { roles: ['OWNER'] as const, scopes: null };
    const question = { granter, holdings: [], lineage, now };
    expect(mayTakeAccount({ ...question, concerned: [held('leaf', 'ADMIN')] })).toBe(true);
    expect(mayTakeAccount({ ...question, concerned: [held('branch', 'GUEST')] })).toBe(false);
  });

  it('never gives a permission anywhere that the granter lacks there', () => {
    fc.assert(
      fc.property(holdings, holdings, (own, concerned) => {
        const granter = { roles: effectiveRoles(own, lineage), scopes: null };
        if (!mayTakeAccount({ granter, holdings: own, concerned, lineage, now })) return;
        for (const distance of lineage.keys()) {
          const way = lineage.slice(distance);
          const mine = permissionsOf({ roles: effectiveRoles(own, way), scopes: null });
          for (const permission of permissionsOf({ roles: effectiveRoles(concerned, way), scopes: null }))
            expect(mine.has(permission)).toBe(true);
        }
      }),
    );
  });
});

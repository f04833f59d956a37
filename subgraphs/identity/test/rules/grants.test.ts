import { builtInRoles, permissions, rolePermissions, type GrantClaim } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayGrant, permissionsOf, type Grant } from '../../src/rules/grants.js';

const grants: fc.Arbitrary<Grant> = fc.record({
  roles: fc.subarray([...builtInRoles]),
  scopes: fc.option(fc.subarray([...permissions]), { nil: null }),
});

describe('mayGrant', () => {
  it.each<[string, Grant, Grant, boolean]>([
    ['an owner makes an owner', { roles: ['OWNER'], scopes: null }, { roles: ['OWNER'], scopes: null }, true],
    ['an admin makes an admin', { roles: ['ADMIN'], scopes: null }, { roles: ['ADMIN'], scopes: null }, true],
    [
      'an admin makes no owner',
      { roles: ['ADMIN'], scopes: null },
      { roles: ['OWNER'], scopes: null },
      false,
    ],
    [
      'an owner limited by scopes makes no owner',
      { roles: ['OWNER'], scopes: [...permissions] },
      { roles: ['OWNER'], scopes: null },
      false,
    ],
    [
      'a developer makes no operator',
      { roles: ['DEVELOPER'], scopes: null },
      { roles: ['OPERATOR'], scopes: null },
      false,
    ],
    [
      'a developer makes an operator whose scopes leave a developer',
      { roles: ['DEVELOPER'], scopes: null },
      { roles: ['OPERATOR'], scopes: ['jobs:submit'] },
      true,
    ],
    [
      'an admin limited by scopes gives no more than the scopes',
      { roles: ['ADMIN'], scopes: ['keys:manage', 'jobs:read'] },
      { roles: ['MEMBER'], scopes: null },
      false,
    ],
  ])('%s', (...[, granter, wanted, expected]) => {
    expect(mayGrant(granter, wanted)).toBe(expected);
  });

  it.each<[string, Partial<GrantClaim>, number | null, boolean]>([
    ['what was given for good, for good', {}, null, true],
    ['what was given for good, for a time', {}, 10, true],
    ['what was given for a time, no longer', { until: 10 }, 11, false],
    ['what was given for a time, as long', { until: 10 }, 10, true],
    ['what was given for a time, never for good', { until: 10 }, null, false],
    ['what was given for one model, to nobody', { on: { type: 'MODEL', id: 'mdl_1' } }, null, false],
  ])('lets one hand on %s', (...[, more, until, expected]) => {
    const developer: GrantClaim = {
      ...{ id: 'grt_1', role: 'DEVELOPER', permissions: [], on: { type: 'COMMUNITY' }, until: null },
      ...more,
    };
    const granter: Grant = { roles: ['GUEST'], scopes: null, grants: [developer] };
    const wanted: Grant = { roles: ['DEVELOPER'], scopes: null };
    expect(mayGrant(granter, wanted, until)).toBe(expected);
    expect(mayGrant({ roles: ['DEVELOPER'], scopes: null }, { ...granter, roles: [] }, until)).toBe(true);
    expect(mayGrant({ roles: ['GUEST'], scopes: null }, { ...granter, roles: [] }, until)).toBe(false);
  });

  it('never lets anybody end up with a permission the granter lacks', () => {
    fc.assert(
      fc.property(grants, grants, (granter, wanted) => {
        if (!mayGrant(granter, wanted)) return;
        const held = permissionsOf(granter);
        for (const permission of permissionsOf(wanted)) expect(held.has(permission)).toBe(true);
      }),
    );
  });

  it('is transitive: a chain of grants never climbs', () => {
    fc.assert(
      fc.property(grants, grants, grants, (first, second, third) => {
        if (mayGrant(first, second) && mayGrant(second, third)) expect(mayGrant(first, third)).toBe(true);
      }),
    );
  });
});

describe('permissionsOf', () => {
  it('is what roles and scopes have in common', () => {
    fc.assert(
      fc.property(grants, ({ roles, scopes }) => {
        const granted = permissionsOf({ roles, scopes });
        for (const permission of permissions) {
          const byRole = roles.some((role) => rolePermissions[role].includes(permission));
          const inScope = scopes === null || scopes.includes(permission);
          expect(granted.has(permission)).toBe(byRole && inScope);
        }
      }),
    );
  });
});

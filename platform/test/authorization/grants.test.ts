import {
  builtInRoles,
  grantAllows,
  permissions,
  rolePermissions,
  scopesOf,
  thingsOf,
  type GrantClaim,
  type GrantScope,
  type PassportClaims,
  type Permission,
} from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../src/authorization/Authorizer.js';
import type { AuthorizedResource } from '../../src/authorization/AuthorizationRequest.js';
import { TestPolicies } from '../../src/testing/TestPolicies.js';
import { testPassport } from './testPassport.js';

const now = 1_000;
const community = 'com_1';
const whole: AuthorizedResource = { community };
const fleet = (id: string): AuthorizedResource => ({ community, type: 'Fleet', id });
const model = (id: string): AuthorizedResource => ({ community, type: 'Model', id });
const blob = (name: string | null): AuthorizedResource => ({ community, type: 'Blob', id: 'cid', name });

const grant = (on: GrantScope, more: Partial<GrantClaim> = {}): GrantClaim => ({
  ...{ id: 'grt_1', role: 'DEVELOPER', permissions: [], on, until: null },
  ...more,
});
const guest = (...grants: readonly GrantClaim[]): PassportClaims =>
  testPassport({ roles: ['GUEST'], grants });

const authorizerWith = (texts: readonly string[] = []) => {
  const policies = new TestPolicies();
  if (texts.length > 0) policies.set(community, texts);
  return createAuthorizer(policies, () => now);
};
const plain = authorizerWith();

describe('a granted role', () => {
  it.each<[string, GrantScope, Permission, AuthorizedResource, boolean]>([
    ['the community, in it', { type: 'COMMUNITY' }, 'jobs:submit', whole, true],
    ['the community, on a fleet', { type: 'COMMUNITY' }, 'jobs:submit', fleet('flt_1'), true],
    ['the community, elsewhere', { type: 'COMMUNITY' }, 'jobs:submit', { community: 'com_2' }, false],
    ['a fleet, on it', { type: 'FLEET', id: 'flt_1' }, 'jobs:submit', fleet('flt_1'), true],
    ['a fleet, on another', { type: 'FLEET', id: 'flt_1' }, 'jobs:submit', fleet('flt_2'), false],
    ['a fleet, in the community', { type: 'FLEET', id: 'flt_1' }, 'jobs:submit', whole, false],
    ['a fleet, for what is no fleet', { type: 'FLEET', id: 'mdl_1' }, 'jobs:submit', model('mdl_1'), false],
    ['a model, for it', { type: 'MODEL', id: 'mdl_1' }, 'models:publish', model('mdl_1'), true],
    ['blobs, for one of them', { type: 'BLOBS', prefix: 'cats-' }, 'blobs:read', blob('cats-1.png'), true],
    ['blobs, for another', { type: 'BLOBS', prefix: 'cats-' }, 'blobs:read', blob('dogs-1.png'), false],
    ['blobs, for one without a name', { type: 'BLOBS', prefix: 'cats-' }, 'blobs:read', blob(null), false],
  ])('for %s', (...[, on, permission, resource, expected]) => {
    expect(plain.allows(guest(grant(on)), permission, resource)).toBe(expected);
  });

  it('carries an operation that touches several things when it is for one of them', () => {
    const about = { ...fleet('flt_1'), alongside: [{ type: 'Model', id: 'mdl_1' }] } as AuthorizedResource;
    expect(plain.allows(guest(grant({ type: 'MODEL', id: 'mdl_1' })), 'jobs:submit', about)).toBe(true);
    expect(plain.allows(guest(grant({ type: 'MODEL', id: 'mdl_2' })), 'jobs:submit', about)).toBe(false);
  });

  it('of the community allows what it holds, and the decision names it', () => {
    const custom = grant({ type: 'COMMUNITY' }, { role: 'rol_1', permissions: ['audit:read'] });
    expect(plain.decide(guest(custom), 'audit:read')).toMatchObject({
      allowed: true,
      because: 'rol_1',
      grants: [custom],
      policies: [{ id: 'role:granted' }],
    });
    expect(plain.decide(guest(custom), 'keys:manage')).toMatchObject({
      allowed: false,
      grants: [],
      policies: [],
    });
  });

  it('holds until its end and not at it, whatever was decided before', () => {
    const clock = { now: 999 };
    const { allows } = createAuthorizer(new TestPolicies(), () => clock.now);
    const passport = guest(grant({ type: 'COMMUNITY' }, { until: 1_000 }));
    expect(allows(passport, 'jobs:submit')).toBe(true);
    clock.now = 1_000;
    expect(allows(passport, 'jobs:submit')).toBe(false);
  });

  it('allows what its role holds now, whatever was decided before', () => {
    const custom = (held: Permission[]) =>
      guest(grant({ type: 'COMMUNITY' }, { role: 'rol_1', permissions: held }));
    expect(plain.allows(custom(['audit:read']), 'audit:read')).toBe(true);
    expect(plain.allows(custom(['jobs:read']), 'audit:read')).toBe(false);
    expect(plain.allows(custom(['audit:read', 'jobs:read']), 'audit:read')).toBe(true);
  });

  it('is told of whoever has it, and of nobody else who may do the same', () => {
    const [one, other] = [
      grant({ type: 'COMMUNITY' }, { id: 'grt_1' }),
      grant({ type: 'COMMUNITY' }, { id: 'grt_2' }),
    ];
    expect(plain.decide(guest(one), 'jobs:submit').grants).toEqual([one]);
    expect(plain.decide(guest(other), 'jobs:submit').grants).toEqual([other]);
  });

  it.each<[string, readonly Partial<GrantClaim>[], number | null]>([
    ['that of the last grant', [{ until: 2_000 }, { until: 3_000 }], 3_000],
    ['none with a grant for good', [{ until: 2_000 }, {}], null],
    ['that of the grants that carry it', [{ until: 2_000 }, { role: 'AUDITOR', until: 3_000 }], 2_000],
  ])('gives a decision an end: %s', (...[, grants, until]) => {
    const passport = guest(...grants.map((more) => grant({ type: 'COMMUNITY' }, more)));
    expect(plain.decide(passport, 'jobs:submit').until).toBe(until);
    expect(plain.decide({ ...passport, roles: ['DEVELOPER'] }, 'jobs:submit').until).toBeNull();
  });

  it('for one thing allows nothing that cannot be given for one thing alone', () => {
    const scopeOf = { Fleet: 'FLEET', Model: 'MODEL', Blob: 'BLOBS' } as const;
    for (const permission of permissions)
      for (const type of thingsOf[permission] ?? []) expect(scopesOf[permission]).toContain(scopeOf[type]);
  });

  it('is narrowed by the scopes of a key, as the roles are', () => {
    const key = testPassport({
      kind: 'SERVICE',
      roles: ['GUEST'],
      scopes: ['jobs:read'],
      grants: [grant({ type: 'COMMUNITY' })],
    });
    expect(plain.allows(key, 'jobs:read')).toBe(true);
    expect(plain.allows(key, 'jobs:submit')).toBe(false);
  });

  it('can be named by a policy of the community, by its id, where it holds', () => {
    const { allows } = authorizerWith([
      'forbid (principal in Role::"rol_1", action == Action::"jobs:submit", resource == Fleet::"flt_1");',
    ]);
    const custom = { role: 'rol_1', permissions: ['jobs:submit'] as Permission[] };
    const everywhere = guest(grant({ type: 'COMMUNITY' }, custom));
    expect(allows(everywhere, 'jobs:submit', fleet('flt_1'))).toBe(false);
    expect(allows(everywhere, 'jobs:submit', fleet('flt_2'))).toBe(true);
    const developer = {
      ...guest(grant({ type: 'FLEET', id: 'flt_2' }, custom)),
      roles: ['DEVELOPER'] as const,
    };
    expect(allows(developer, 'jobs:submit', fleet('flt_1'))).toBe(true);
  });

  it('allows exactly what it holds where it holds, for anybody, anything and any time', () => {
    const scopes = fc.constantFrom<GrantScope>(
      { type: 'COMMUNITY' },
      { type: 'FLEET', id: 'a' },
      { type: 'MODEL', id: 'a' },
      { type: 'BLOBS', prefix: 'a' },
    );
    const grants = fc.array(
      fc.record({
        id: fc.constant('grt_1'),
        role: fc.constantFrom('rol_1', 'rol_2', ...builtInRoles.filter((role) => role !== 'OWNER')),
        permissions: fc.subarray([...permissions]),
        on: scopes,
        until: fc.constantFrom(null, now, now + 1),
      }),
      { maxLength: 3 },
    );
    const asked = fc
      .constantFrom(...permissions)
      .chain((permission) =>
        fc.tuple(
          fc.constant(permission),
          fc.constantFrom(
            whole,
            ...(thingsOf[permission] ?? []).flatMap((type) =>
              ['a', 'b'].map((id): AuthorizedResource => ({ community, type, id, name: id })),
            ),
          ),
        ),
      );
    fc.assert(
      fc.property(grants, fc.subarray([...builtInRoles]), asked, (held, roles, [permission, resource]) => {
        const passport = testPassport({ roles, grants: held });
        const holds = ({ on, until }: GrantClaim) =>
          (until === null || until > now) &&
          (on.type === 'COMMUNITY' ||
            (on.type === 'BLOBS'
              ? resource.type === 'Blob' && resource.id.startsWith(on.prefix)
              : resource.type?.toUpperCase() === on.type && resource.id === on.id));
        const expected =
          roles.some((role) => rolePermissions[role].includes(permission)) ||
          held.some((each) => holds(each) && grantAllows(each, permission));
        expect(plain.allows(passport, permission, resource)).toBe(expected);
      }),
    );
  });
});

describe('the reach of a permission', () => {
  const reach = (passport: PassportClaims, permission: Permission, authorizer = plain) =>
    authorizer.reach(passport, permission);
  const nothing = { fleets: [], models: [], blobPrefixes: [] };

  it('is everything for whoever has it in the community', () => {
    expect(reach(testPassport(), 'jobs:read')).toEqual({ community, everywhere: true, ...nothing });
    expect(reach(guest(grant({ type: 'COMMUNITY' })), 'jobs:read').everywhere).toBe(true);
  });

  it('is the things that somebody was given, of the kinds it can be given for', () => {
    const passport = guest(
      grant({ type: 'FLEET', id: 'flt_1' }),
      grant({ type: 'MODEL', id: 'mdl_1' }),
      grant({ type: 'BLOBS', prefix: 'cats-' }),
      grant({ type: 'FLEET', id: 'flt_2' }, { until: now }),
    );
    const some = { community, everywhere: false, ...nothing };
    expect(reach(passport, 'jobs:read')).toEqual({ ...some, fleets: ['flt_1'], models: ['mdl_1'] });
    expect(reach(passport, 'blobs:write')).toEqual({ ...some, blobPrefixes: ['cats-'] });
    expect(reach(passport, 'models:publish')).toEqual({ ...some, models: ['mdl_1'] });
  });

  it('is a denial without any, and where a policy forbids it', () => {
    expect(() => reach(guest(), 'jobs:read')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(() => reach(testPassport({ kind: 'ANONYMOUS' }), 'jobs:read')).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
    const strict = authorizerWith(['forbid (principal, action == Action::"jobs:read", resource);']);
    const passport = guest(grant({ type: 'FLEET', id: 'flt_1' }));
    expect(() => reach(passport, 'jobs:read', strict)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });

  it('is open where a policy of the community may permit something about single things', () => {
    const open = authorizerWith([
      'permit (principal == Person::"per_1", action == Action::"jobs:submit", resource == Fleet::"flt_1");',
    ]);
    expect(reach(guest(), 'jobs:submit', open)).toEqual({ community, everywhere: false, ...nothing });
    expect(open.allows(guest(), 'jobs:submit', fleet('flt_1'))).toBe(true);
    expect(() => reach(guest(), 'jobs:cancel', open)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    const closed = authorizerWith([
      'permit (principal, action == Action::"jobs:submit", resource == Fleet::"flt_1");',
      'forbid (principal, action == Action::"jobs:submit", resource);',
    ]);
    expect(() => reach(guest(), 'jobs:submit', closed)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });
});

describe('the policies of communities around', () => {
  const child = testPassport({ community: 'com_child', ancestors: ['com_parent', 'com_top'] });
  const policies = new TestPolicies();
  const { allows, decide } = createAuthorizer(policies, () => now);

  it('forbid in those inside, which cannot permit it again, and permit nothing there', () => {
    expect(allows(child, 'jobs:submit')).toBe(true);
    policies.set('com_top', [
      'forbid (principal, action == Action::"jobs:submit", resource);',
      'permit (principal, action == Action::"audit:read", resource);',
    ]);
    policies.set('com_child', ['permit (principal, action, resource);']);
    expect(decide(child, 'jobs:submit')).toMatchObject({
      allowed: false,
      policies: [{ id: 'parent:com_top:own-0', kind: 'PARENT', proposalId: 'prp_0' }],
    });
    policies.set('com_child', []);
    expect(allows(child, 'jobs:submit')).toBe(false);
    expect(allows(child, 'audit:read')).toBe(false);
    expect(allows({ ...child, community: 'com_other', ancestors: [] }, 'jobs:submit')).toBe(true);
  });

  it('bind from the moment they are set, and no longer when they are gone', () => {
    policies.set('com_parent', ['forbid (principal, action == Action::"jobs:cancel", resource);']);
    expect(allows(child, 'jobs:cancel')).toBe(false);
    policies.set('com_parent', []);
    expect(allows(child, 'jobs:cancel')).toBe(true);
  });
});

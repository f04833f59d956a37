import { builtInRoles, permissions, type PassportClaims, type Permission } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthorizer, type Authorizer } from '../../src/authorization/Authorizer.js';
import type { AuthorizedResource } from '../../src/authorization/AuthorizationRequest.js';
import { AppError } from '../../src/errors/AppError.js';
import { TestPolicies } from '../../src/testing/TestPolicies.js';
import { roleRule } from './roleRule.js';
import { testPassport } from './testPassport.js';

const own = { community: 'com_1' };

/** The role a decision rests on, or the code it was refused with. */
function outcome(
  { authorize }: Authorizer,
  passport: PassportClaims,
  [permission, resource]: readonly [Permission, AuthorizedResource?],
): string {
  try {
    return authorize(passport, permission, resource).because;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** An authorizer for a community with policies of its own. */
function withPolicies(...texts: readonly string[]): Authorizer {
  const policies = new TestPolicies();
  policies.set('com_1', texts);
  return createAuthorizer(policies);
}

describe('an authorizer without policies of a community', () => {
  const authorizer = createAuthorizer(new TestPolicies());

  it('decides every role, permission, scope and community as the rule of roles does', () => {
    for (const role of builtInRoles)
      for (const permission of permissions)
        for (const scopes of [null, [permission], permissions.filter((other) => other !== permission)])
          for (const community of ['com_1', 'com_2', '']) {
            const passport = testPassport({ roles: [role], scopes });
            expect(outcome(authorizer, passport, [permission, { community }])).toBe(
              roleRule(passport, permission, community),
            );
          }
  });

  it('decides any principal as the rule of roles does', () => {
    const passports = fc.record({
      kind: fc.constantFrom('PERSON', 'SERVICE', 'DEVICE', 'ANONYMOUS'),
      sub: fc.constantFrom('per_1', 'key_1', '"', ''),
      community: fc.constantFrom('com_1', 'com_2', ''),
      roles: fc.subarray([...builtInRoles]),
      scopes: fc.option(fc.subarray([...permissions])),
    });
    fc.assert(
      fc.property(
        passports,
        fc.constantFrom(...permissions),
        fc.constantFrom('com_1', 'com_2', ''),
        (claims, permission, community) => {
          const passport = testPassport(claims);
          expect(outcome(authorizer, passport, [permission, { community }])).toBe(
            roleRule(passport, permission, community),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('names the role, the policy and the version a decision rests on', () => {
    const decision = authorizer.authorize(testPassport({ roles: ['GUEST', 'DEVELOPER'] }), 'jobs:submit');
    expect(decision).toMatchObject({
      allowed: true,
      permission: 'jobs:submit',
      community: 'com_1',
      because: 'DEVELOPER',
      policyVersion: 0,
      policies: [{ id: 'role:DEVELOPER', kind: 'ROLE', proposalId: null }],
    });
  });

  it('names the rail that forbids, and no policy when none permits', () => {
    const reasons = (claims: Partial<PassportClaims>, resource = own) =>
      authorizer.decide(testPassport(claims), 'jobs:submit', resource).policies.map(({ id }) => id);
    expect(reasons({ scopes: ['jobs:read'] })).toEqual(['rail:scopes']);
    expect(reasons({}, { community: 'com_2' })).toEqual(['rail:own-community']);
    expect(reasons({ kind: 'GATEWAY' })).toEqual(['rail:known-kinds']);
    expect(reasons({ roles: ['GUEST'] })).toEqual([]);
  });

  it('decides about one thing of a community like about the community', () => {
    const blob = { community: 'com_1', type: 'Blob', id: 'bafy"1' } as const;
    expect(outcome(authorizer, testPassport(), ['blobs:read', blob])).toBe('DEVELOPER');
    expect(outcome(authorizer, testPassport({ roles: ['MEMBER'] }), ['blobs:read', blob])).toBe('FORBIDDEN');
    expect(outcome(authorizer, testPassport(), ['blobs:read', { ...blob, community: 'com_2' }])).toBe(
      'FORBIDDEN',
    );
  });

  it('answers whether something is allowed without throwing, and no to those who have not signed in', () => {
    expect(authorizer.allows(testPassport(), 'jobs:submit')).toBe(true);
    expect(authorizer.allows(testPassport(), 'audit:read')).toBe(false);
    expect(authorizer.allows(testPassport({ kind: 'ANONYMOUS' }), 'jobs:submit')).toBe(false);
    expect(authorizer.allows(testPassport({ community: '' }), 'jobs:submit')).toBe(false);
  });

  it('decides nothing while the policies are not known', () => {
    const unknown = createAuthorizer({
      get: () => {
        throw new AppError('POLICIES_NOT_READY', 'Not yet.', { status: 503 });
      },
    });
    expect(outcome(unknown, testPassport(), ['jobs:submit'])).toBe('POLICIES_NOT_READY');
  });
});

describe("a community's own policies", () => {
  it('narrow what a role may do, and are cited with their proposal', () => {
    const authorizer = withPolicies(
      'forbid (principal == Person::"per_1", action == Action::"jobs:submit", resource);',
    );
    expect(() => authorizer.authorize(testPassport(), 'jobs:submit')).toThrow(
      expect.objectContaining({
        code: 'FORBIDDEN',
        message: expect.stringContaining('community:own-0') as unknown,
      }),
    );
    const { policies, policyVersion } = authorizer.decide(testPassport(), 'jobs:submit');
    expect([policyVersion, policies]).toMatchObject([
      1,
      [{ id: 'community:own-0', kind: 'COMMUNITY', proposalId: 'prp_0' }],
    ]);
    expect(outcome(authorizer, testPassport({ sub: 'per_2' }), ['jobs:submit'])).toBe('DEVELOPER');
    expect(outcome(authorizer, testPassport(), ['jobs:cancel'])).toBe('DEVELOPER');
  });

  it('extend what a role may do', () => {
    const authorizer = withPolicies(
      'permit (principal in Role::"GUEST", action == Action::"jobs:submit", resource);',
    );
    expect(outcome(authorizer, testPassport({ roles: ['GUEST'] }), ['jobs:submit'])).toBe('community:own-0');
    expect(outcome(authorizer, testPassport({ roles: ['GUEST'] }), ['jobs:cancel'])).toBe('FORBIDDEN');
  });

  it('tell one thing from another', () => {
    const authorizer = withPolicies(
      'forbid (principal, action == Action::"jobs:submit", resource == Fleet::"flt_1");',
    );
    const fleet = (id: string) => ({ community: 'com_1', type: 'Fleet', id }) as const;
    expect(outcome(authorizer, testPassport(), ['jobs:submit', fleet('flt_1')])).toBe('FORBIDDEN');
    expect(outcome(authorizer, testPassport(), ['jobs:submit', fleet('flt_2')])).toBe('DEVELOPER');
    expect(outcome(authorizer, testPassport(), ['jobs:submit'])).toBe('DEVELOPER');
  });

  it.each<[string, Partial<PassportClaims>, AuthorizedResource]>([
    ['what belongs to another community', { roles: ['OWNER'] }, { community: 'com_2' }],
    ["another community's thing", {}, { community: 'com_2', type: 'Fleet', id: 'flt_1' }],
    ['what the scopes leave out', { kind: 'SERVICE', scopes: ['jobs:read'] }, own],
    ['the gateway', { kind: 'GATEWAY', roles: ['OWNER'] }, own],
  ])('cannot open %s', (_, claims, resource) => {
    const authorizer = withPolicies(
      'permit (principal, action, resource);',
      'permit (principal, action, resource) when { principal has scopes };',
      '@id("rail:own-community") permit (principal, action, resource == Community::"com_2");',
    );
    const decision = authorizer.decide(testPassport(claims), 'jobs:submit', resource);
    expect(decision.allowed).toBe(false);
    expect(decision.policies.map(({ kind }) => kind)).toEqual(['RAIL']);
  });

  it('cannot let in those who have not signed in', () => {
    const authorizer = withPolicies('permit (principal, action, resource);');
    const nobody = testPassport({ kind: 'ANONYMOUS', sub: '', roles: [] });
    expect(outcome(authorizer, nobody, ['jobs:submit'])).toBe('UNAUTHENTICATED');
  });

  it('mean nothing in another community', () => {
    const authorizer = withPolicies('permit (principal, action, resource);');
    const guest = { roles: ['GUEST'], community: 'com_2' } as const;
    expect(outcome(authorizer, testPassport(guest), ['jobs:submit'])).toBe('FORBIDDEN');
    expect(outcome(authorizer, testPassport({ roles: ['GUEST'] }), ['jobs:submit'])).toBe('community:own-0');
  });

  it('forbid when they fail while they are evaluated, and permit nothing then', () => {
    const overflow = 'when { 9223372036854775807 + 1 > 0 };';
    const forbids = withPolicies(`forbid (principal, action, resource) ${overflow}`);
    const decision = forbids.decide(testPassport(), 'jobs:submit');
    expect([decision.allowed, decision.policies.map(({ id }) => id)]).toEqual([false, ['community:own-0']]);
    const permits = withPolicies(`permit (principal, action, resource) ${overflow}`);
    expect(outcome(permits, testPassport({ roles: ['GUEST'] }), ['jobs:submit'])).toBe('FORBIDDEN');
    expect(outcome(permits, testPassport(), ['jobs:submit'])).toBe('DEVELOPER');
  });
});

describe('remembered decisions', () => {
  it('do not outlive the version they were made under', () => {
    const policies = new TestPolicies();
    const authorizer = createAuthorizer(policies);
    const ask = () => outcome(authorizer, testPassport(), ['jobs:submit']);
    expect([ask(), ask()]).toEqual(['DEVELOPER', 'DEVELOPER']);
    policies.set('com_1', ['forbid (principal, action, resource);']);
    expect([ask(), ask()]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    policies.set('com_1', []);
    expect([ask(), ask()]).toEqual(['DEVELOPER', 'DEVELOPER']);
    expect(authorizer.decide(testPassport(), 'jobs:submit').policyVersion).toBe(2);
  });

  it('are the same object when nothing that matters differs, and another when something does', () => {
    const { decide } = createAuthorizer(new TestPolicies());
    const first = decide(testPassport(), 'jobs:submit');
    expect(decide(testPassport({ sub: 'per_2', iat: 5 }), 'jobs:submit')).toBe(first);
    for (const claims of [{ scopes: permissions }, { roles: ['OWNER'] }, { kind: 'SERVICE' }] as const)
      expect(decide(testPassport(claims), 'jobs:submit')).not.toBe(first);
  });
});

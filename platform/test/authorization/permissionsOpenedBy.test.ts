import { permissions, permissionsOpenedBy, type Permission } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../src/authorization/Authorizer.js';
import { policyProblems } from '../../src/authorization/policyProblems.js';
import { TestPolicies } from '../../src/testing/TestPolicies.js';
import { testPassport } from './testPassport.js';

const opened = (text: string) => [...permissionsOpenedBy([{ text }])];

describe('what policies may permit to somebody', () => {
  it.each<[string, readonly Permission[]]>([
    ['forbid (principal, action, resource);', []],
    ['permit (principal, action == Action::"jobs:submit", resource);', ['jobs:submit']],
    [
      'permit (principal == Person::"a, b", action in [Action::"jobs:read", Action::"audit:read"], resource);',
      ['jobs:read', 'audit:read'],
    ],
    ['permit (principal in Role::"rol_1", action in Action::"jobs:read", resource);', ['jobs:read']],
    ['permit (principal, action, resource) when { action == Action::"jobs:read" };', permissions],
    [
      '// permit (principal, action == Action::"jobs:read", resource)\npermit (principal, action, resource);',
      permissions,
    ],
  ])('%s', (text, expected) => {
    expect(opened(text).sort()).toEqual([...expected].sort());
  });

  it('is nothing without policies', () => {
    expect(permissionsOpenedBy([]).size).toBe(0);
  });

  it('is at least all that Cedar permits', () => {
    const name = fc.constantFrom('per_1', 'a, action == b', '// x', 'permit (');
    const action = fc.oneof(
      fc.constant('action'),
      fc.constantFrom(...permissions).map((permission) => `action == Action::"${permission}"`),
      fc
        .subarray([...permissions], { minLength: 1 })
        .map((all) => `action in [${all.map((each) => `Action::"${each}"`).join(', ')}]`),
    );
    const text = fc
      .tuple(fc.constantFrom('permit', 'forbid'), name, action, fc.boolean())
      .map(
        ([effect, id, part, commented]) =>
          (commented ? '// permit (principal, action == Action::"jobs:read", resource)\n' : '') +
          `${effect} (principal, ${part}, resource) unless { principal == Person::"${id}" };`,
      );
    fc.assert(
      fc.property(text, fc.constantFrom(...permissions), (policy, permission) => {
        const own = [{ id: 'own', text: policy, proposalId: null }];
        expect(policyProblems(own)).toEqual([]);
        const policies = new TestPolicies();
        policies.set('com_1', [policy]);
        const passport = testPassport({ sub: 'per_2', roles: [] });
        if (createAuthorizer(policies).allows(passport, permission))
          expect(opened(policy)).toContain(permission);
      }),
      { numRuns: 40 },
    );
  });
});

import { defaultPolicyParameters, type PolicyParameters } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NestedPolicies } from '../../src/policy/NestedPolicies.js';

const parameters = (changes: Partial<PolicyParameters>) => ({ ...defaultPolicyParameters, ...changes });
const forbid = { id: 'no', text: 'forbid (principal, action, resource);', proposalId: null };

describe('policies of communities that lie in others', () => {
  it('are the tightest on the way up, with what those above forbid', () => {
    const policies = new NestedPolicies();
    policies.set('top', { version: 3, parameters: parameters({ 'jobs.maxItems': 10 }), policies: [forbid] });
    policies.set('mid', { version: 1, parameters: parameters({ 'tasks.maxErrors': 2 }), policies: [] });
    policies.set('leaf', { version: 2, parameters: parameters({ 'jobs.maxItems': 5_000 }), policies: [] });
    expect(policies.get('leaf', ['mid', 'top'])).toEqual({
      version: 2,
      parameters: parameters({ 'jobs.maxItems': 10, 'tasks.maxErrors': 2 }),
      policies: [],
      inherited: [{ communityId: 'top', policies: [forbid] }],
    });
    expect(policies.get('top', []).parameters['tasks.maxErrors']).toBe(3);
  });

  it('bind a community that has set none', () => {
    const policies = new NestedPolicies();
    policies.set('top', { version: 1, parameters: parameters({ 'jobs.maxItems': 10 }), policies: [] });
    expect(policies.get('leaf', ['top'])).toMatchObject({ version: 0, parameters: { 'jobs.maxItems': 10 } });
  });

  it('are the same object until one of them changes', () => {
    const policies = new NestedPolicies();
    const first = policies.get('leaf', ['top']);
    expect(policies.get('leaf', ['top'])).toBe(first);
    policies.set('top', { version: 1, parameters: parameters({}), policies: [forbid] });
    expect(policies.get('leaf', ['top'])).not.toBe(first);
    expect(policies.get('leaf', ['top'])).toBe(policies.get('leaf', ['top']));
  });

  it('are never looser than any of them, whatever a child sets', () => {
    const item = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (values) => {
        const policies = new NestedPolicies();
        values.forEach((value, index) =>
          policies.set(String(index), {
            version: 1,
            parameters: parameters({ 'jobs.maxItems': value }),
            policies: [],
          }),
        );
        const [own = '', ...ancestors] = values.map((_value, index) => String(index));
        expect(policies.get(own, ancestors).parameters['jobs.maxItems']).toBe(Math.min(...values));
      }),
    );
  });
});

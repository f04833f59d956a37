import { builtInPolicies, cedarSchema } from '@ai-collective/contracts';
import { validate } from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, it } from 'vitest';
import { policyProblems } from '../../src/authorization/policyProblems.js';

const problemsOf = (...texts: readonly string[]) =>
  policyProblems(texts.map((text, index) => ({ id: `own-${index}`, text, proposalId: null })));
const when = (condition: string) => `permit (principal, action, resource) when { ${condition} };`;

describe('the Cedar schema', () => {
  it('fits the policies that every community has, in its strict mode and without a warning', () => {
    const staticPolicies = Object.fromEntries(builtInPolicies.map(({ id, text }) => [id, text]));
    expect(
      validate({ schema: cedarSchema, policies: { staticPolicies }, validationSettings: { mode: 'strict' } }),
    ).toEqual({ type: 'success', validationErrors: [], validationWarnings: [], otherWarnings: [] });
  });
});

describe('policyProblems', () => {
  it.each([
    'forbid (principal in Role::"GUEST", action == Action::"models:read", resource);',
    'permit (principal == Person::"per_1", action in [Action::"jobs:read", Action::"jobs:submit"], resource);',
    'forbid (principal, action == Action::"jobs:submit", resource == Fleet::"flt_1");',
    'forbid (principal is Service, action == Action::"blobs:write", resource is Blob) unless { principal has scopes };',
    when('context.permission like "jobs:*"'),
  ])('finds none in %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['does not parse', 'permit (principal, action'],
    ['is two policies', 'permit (principal, action, resource); permit (principal, action, resource);'],
    ['is a template', 'permit (principal == ?principal, action, resource);'],
    ['names an action there is not', 'permit (principal, action == Action::"jobs:delete", resource);'],
    ['names a type there is not', 'permit (principal is Robot, action, resource);'],
    ['reads an attribute there is not', when('principal.age > 17')],
    ['reads an attribute that may be missing', when('principal.scopes.contains("jobs:read")')],
    ['compares what cannot be equal', when('context.permission == 1')],
  ])('finds some in what %s', (_, text) => {
    expect(problemsOf('permit (principal, action, resource);', text)).not.toEqual([]);
  });

  it.each([
    ['brackets', when(`${'('.repeat(300)}true${')'.repeat(300)}`)],
    ['sets', when(`${'['.repeat(300)}1${']'.repeat(300)} == []`)],
    ['conditionals', when(`${'if true then '.repeat(120)}true${' else false'.repeat(120)}`)],
    ['sums', when(`${'1+'.repeat(1_200)}1 == 2`)],
    ['attributes', when(`principal${'.community'.repeat(380)} == 1`)],
    ['closing brackets hidden in strings', when(`${'(")" == "" || '.repeat(250)}true${')'.repeat(250)}`)],
  ])('refuses %s so deep that they would break Cedar for everybody, which goes on working', (_, text) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^community:own-0: has more than \d+ /)]);
    expect(problemsOf('permit (principal, action, resource);')).toEqual([]);
  });

  it('leaves Cedar working after what is as deep as it may be', () => {
    const deepest = when(
      `${'('.repeat(30)}${'if true then '.repeat(8)}${'1+'.repeat(100)}1 > 2${' else false'.repeat(8)}${')'.repeat(30)}`,
    );
    expect(problemsOf(deepest)).toEqual([]);
    expect(problemsOf('permit (principal, action, resource);')).toEqual([]);
  });
});

import { permissions, type ThingType } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthorizationRequest } from '../../src/authorization/AuthorizationRequest.js';
import { decisionKey } from '../../src/authorization/decisionKey.js';
import type { PolicySet } from '../../src/authorization/PolicySets.js';
import { testPassport } from './testPassport.js';

const set = (change: Partial<PolicySet> = {}): PolicySet => ({
  name: 'set',
  generation: 1,
  byId: new Map(),
  forbids: new Set(),
  opens: new Set(),
  own: true,
  ...change,
});
const request = (change: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  passport: testPassport(),
  permission: 'jobs:submit',
  resource: { community: 'com_1', type: 'Fleet', id: 'flt_1' },
  grants: [],
  ...change,
});

describe('decisionKey', () => {
  it.each<[string, string | undefined]>([
    ['the version', decisionKey(request(), set(), 2)],
    ['the set of policies', decisionKey(request(), set({ generation: 2 }), 1)],
    ['the permission', decisionKey(request({ permission: 'jobs:read' }), set(), 1)],
    ['the person', decisionKey(request({ passport: testPassport({ sub: 'per_2' }) }), set(), 1)],
    ['the kind', decisionKey(request({ passport: testPassport({ kind: 'DEVICE' }) }), set(), 1)],
    ['the roles', decisionKey(request({ passport: testPassport({ roles: ['GUEST'] }) }), set(), 1)],
    ['the scopes', decisionKey(request({ passport: testPassport({ scopes: [] }) }), set(), 1)],
    ['their community', decisionKey(request({ passport: testPassport({ community: 'com_2' }) }), set(), 1)],
    [
      'the owner',
      decisionKey(request({ resource: { community: 'com_2', type: 'Fleet', id: 'flt_1' } }), set(), 1),
    ],
    [
      'the type',
      decisionKey(request({ resource: { community: 'com_1', type: 'Model', id: 'flt_1' } }), set(), 1),
    ],
    [
      'the thing',
      decisionKey(request({ resource: { community: 'com_1', type: 'Fleet', id: 'flt_2' } }), set(), 1),
    ],
  ])('differs with %s', (_, other) => {
    expect(other).toBeDefined();
    expect(other).not.toBe(decisionKey(request(), set(), 1));
  });

  it('is shared by people and things that only policies of a community could tell apart', () => {
    const builtIn = set({ own: false });
    const other = request({
      passport: testPassport({ sub: 'per_2' }),
      resource: { community: 'com_1', type: 'Fleet', id: 'flt_2' },
    });
    expect(decisionKey(other, builtIn, 1)).toBe(decisionKey(request(), builtIn, 1));
  });

  it('is never the same for two questions, whatever things and communities are called', () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom('"', '","', '\\', 'a","b', '', 'a'));
    const questions = fc.record({
      community: texts,
      id: texts,
      type: fc.constantFrom<ThingType>('Fleet', 'Model'),
      permission: fc.constantFrom(...permissions),
    });
    const keyOf = ({ permission, ...resource }: typeof questions extends fc.Arbitrary<infer T> ? T : never) =>
      decisionKey(request({ permission, resource }), set(), 1);
    fc.assert(
      fc.property(questions, questions, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right);
        expect(keyOf(left) === keyOf(right)).toBe(same);
      }),
    );
  });

  it('is none for names so long that remembering them would fill the memory', () => {
    const resource = { community: 'com_1', type: 'Fleet', id: 'x'.repeat(10_000) } as const;
    expect(decisionKey(request({ resource }), set(), 1)).toBeUndefined();
  });
});

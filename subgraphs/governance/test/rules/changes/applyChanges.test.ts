import { defaultPolicyParameters, type PolicyChange } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../src/rules/changes/applyChanges.js';
import { summaryOf } from '../../../src/rules/changes/summaryOf.js';

const own = { id: 'own', text: 'forbid (principal, action, resource);', proposalId: 'prp_0' };
const now = { parameters: defaultPolicyParameters, policies: [own] };
const place = { above: null, proposalId: 'prp_1' };
const apply = (...changes: readonly PolicyChange[]) => applyChanges(now, changes, place);

const many: readonly PolicyChange[] = [
  { type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 7 },
  { type: 'SET_RESIDENCY', regions: ['DE'] },
  { type: 'SET_PRICE_SPLIT', owner: 70, publisher: 20, community: 5 },
  { type: 'DENY_MODEL', modelId: 'mdl_1' },
  { type: 'SET_CEDAR_POLICY', id: 'night', text: 'permit (principal, action, resource);' },
  { type: 'REMOVE_CEDAR_POLICY', id: 'own' },
];

describe('changes of a policy', () => {
  it('come to the same in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...many], { minLength: many.length }), (changes) => {
        expect(apply(...changes)).toEqual(apply(...many));
      }),
    );
    expect(apply(...many)).toMatchObject({
      ok: true,
      content: {
        parameters: {
          ...{ 'jobs.maxItems': 7, 'placement.residency': ['DE'] },
          ...{ 'credit.ownerShare': 70, 'credit.publisherShare': 20, 'credit.communityShare': 5 },
        },
        policies: [
          {
            id: 'deny-mdl-1',
            text: 'forbid (principal, action == Action::"jobs:submit", resource == Model::"mdl_1");',
            proposalId: 'prp_1',
          },
          { id: 'night', proposalId: 'prp_1' },
        ],
      },
    });
  });

  it('leave what they do not name as it was', () => {
    expect(apply({ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 7 })).toEqual({
      ok: true,
      content: { parameters: { ...defaultPolicyParameters, 'jobs.maxItems': 7 }, policies: [own] },
    });
  });

  it('let a model be run again', () => {
    const denied = apply({ type: 'DENY_MODEL', modelId: 'mdl_1' });
    if (!denied.ok) throw new Error('it could not be denied');
    expect(applyChanges(denied.content, [{ type: 'ALLOW_MODEL', modelId: 'mdl_1' }], place)).toEqual({
      ok: true,
      content: now,
    });
  });

  it.each<readonly [string, readonly PolicyChange[]]>([
    ['NO_CHANGES', []],
    ['UNKNOWN', [{ type: 'SET_PARAMETER', name: 'no', value: 1 }]],
    ['OUT_OF_BOUNDS', [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: NaN }]],
    ['TWICE', [many[0], many[0]].flatMap((one) => one ?? [])],
    [
      'TWICE',
      [
        { type: 'SET_PRICE_SPLIT', owner: 1, publisher: 1, community: 1 },
        { type: 'SET_PARAMETER', name: 'credit.ownerShare', value: 3 },
      ],
    ],
    ['RESIDENCY_INVALID', [{ type: 'SET_RESIDENCY', regions: ['Mars'] }]],
    [
      'RESIDENCY_TWICE',
      [
        { type: 'SET_RESIDENCY', regions: ['DE'] },
        { type: 'SET_RESIDENCY', regions: [] },
      ],
    ],
    ['MODEL_NOT_DENIED', [{ type: 'ALLOW_MODEL', modelId: 'mdl_1' }]],
    ['POLICY_UNKNOWN', [{ type: 'REMOVE_CEDAR_POLICY', id: 'none' }]],
    [
      'POLICY_TWICE',
      [
        { type: 'DENY_MODEL', modelId: 'mdl_1' },
        { type: 'REMOVE_CEDAR_POLICY', id: 'deny-mdl-1' },
      ],
    ],
    ['POLICY_INVALID', [{ type: 'SET_CEDAR_POLICY', id: 'Not an id', text: 'x' }]],
    ['POLICY_INVALID', [{ type: 'SET_CEDAR_POLICY', id: 'long', text: 'x'.repeat(4_001) }]],
  ])('are refused as %s: %j', (problem, changes) => {
    expect(apply(...changes)).toMatchObject({ ok: false, problem });
  });

  it('are told in words, with what holds now', () => {
    expect(many.map((change) => summaryOf(change, now))).toEqual([
      'Sets jobs.maxItems from 100000 to 7: most items one job may have.',
      'Has jobs run only in DE; now anywhere.',
      'Divides payments among the owner of the device, the publisher of the model and the community as 70 : 20 : 5; now 80 : 10 : 10.',
      'Has nobody run the model mdl_1.',
      'Adds the access policy "night".',
      'Removes the access policy "own".',
    ]);
    expect(summaryOf({ type: 'SET_CEDAR_POLICY', id: 'own', text: '' }, now)).toBe(
      'Rewrites the access policy "own".',
    );
    expect(summaryOf({ type: 'ALLOW_MODEL', modelId: 'mdl_1' }, now)).toBe(
      'Lets the model mdl_1 be run again.',
    );
    expect(summaryOf({ type: 'SET_PARAMETER', name: 'gone', value: 1 }, now)).toBe('Sets gone to 1.');
  });
});

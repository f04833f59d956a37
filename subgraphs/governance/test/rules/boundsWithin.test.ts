import { defaultPolicyParameters } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { boundsWithin } from '../../src/rules/boundsWithin.js';
import { changeParameters } from '../../src/rules/changeParameters.js';

const above = {
  ...defaultPolicyParameters,
  'jobs.maxItems': 7,
  'credit.enforced': 1,
  'credit.ownerShare': 3,
};

it.each([
  ['an upper limit', 'jobs.maxItems', { minimum: 0, maximum: 7 }],
  ['what tightens upwards', 'credit.enforced', { minimum: 1, maximum: 100 }],
  ["a community's own affair", 'credit.ownerShare', { minimum: 0, maximum: 100 }],
] as const)('communities around bound %s', (_what, name, bounds) => {
  const parameter = { name, minimum: 0, maximum: 100 };
  expect(boundsWithin(parameter, above)).toEqual(bounds);
  expect(boundsWithin(parameter, null)).toEqual({ minimum: 0, maximum: 100 });
});

it.each([
  ['jobs.maxItems', 8, { ok: false, problem: 'LOOSER_THAN_PARENT', name: 'jobs.maxItems', maximum: 7 }],
  ['credit.enforced', 0, { ok: false, problem: 'LOOSER_THAN_PARENT', name: 'credit.enforced', minimum: 1 }],
  [
    'credit.ownerShare',
    90,
    { ok: true, parameters: { ...defaultPolicyParameters, 'credit.ownerShare': 90 } },
  ],
])('a change of %s to %i inside them', (name, value, outcome) => {
  expect(changeParameters(defaultPolicyParameters, [{ name, value }], above)).toEqual(outcome);
});

import { defaultPolicyParameters } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { changeResidency } from '../../src/rules/changeResidency.js';

const above = (residency: readonly string[] | null) => ({
  ...defaultPolicyParameters,
  'placement.residency': residency,
});

describe('changeResidency', () => {
  it.each([
    [[], null, null],
    [['FR', 'DE'], null, ['DE', 'FR']],
    [['DE', 'DE-BY', 'DE'], null, ['DE']],
    [['DE-BY'], above(['DE']), ['DE-BY']],
    [[], above(['DE']), null],
    [['FR'], above(null), ['FR']],
  ])('takes %j', (wanted, around, residency) => {
    expect(changeResidency(wanted, around)).toEqual({ ok: true, residency });
  });

  it.each([
    [['Germany'], null, { problem: 'RESIDENCY_INVALID' }],
    [new Array<string>(61).fill('DE'), null, { problem: 'RESIDENCY_INVALID' }],
    [['AT', 'FR'], above(['DE', 'AT']), { problem: 'RESIDENCY_OUTSIDE_PARENT', region: 'FR' }],
    [['DE'], above(['DE-BY']), { problem: 'RESIDENCY_OUTSIDE_PARENT', region: 'DE' }],
    [['DE'], above([]), { problem: 'RESIDENCY_OUTSIDE_PARENT', region: 'DE' }],
  ])('refuses %j', (wanted, around, problem) => {
    expect(changeResidency(wanted, around)).toMatchObject({ ok: false, ...problem });
  });
});

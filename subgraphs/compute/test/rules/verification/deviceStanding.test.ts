import { describe, expect, it } from 'vitest';
import {
  evidenceKept,
  standingAfter,
  standingAfterReinstatement,
  unknownStanding,
  type DeviceStanding,
  type JudgedResult,
} from '../../../src/rules/verification/deviceStanding.js';
import { defaultVerificationPolicy as policy } from '../../../src/rules/verification/verificationPolicy.js';

const results = (
  count: number,
  outcome: JudgedResult['outcome'],
  by: JudgedResult['by'] = 'CATCH',
): JudgedResult[] =>
  Array.from({ length: count }, (_, n) => ({ attemptId: `${outcome}-${by}-${n}`, outcome, by }));
const after = (judged: readonly JudgedResult[], from = unknownStanding): DeviceStanding =>
  judged.reduce((standing, result) => standingAfter(standing, result, policy), from);

describe('standingAfter', () => {
  it.each([
    ['two strikes are forgiven', [...results(2, 'INVALID')], 'ACTIVE'],
    ['three are not', [...results(3, 'INVALID')], 'SUSPENDED'],
    ['three of 150 are exactly 2 %', [...results(147, 'VALID'), ...results(3, 'INVALID')], 'ACTIVE'],
    ['three of 149 are more', [...results(146, 'VALID'), ...results(3, 'INVALID')], 'SUSPENDED'],
    [
      'wrong results that an audit brings up are no strikes',
      [...results(2, 'INVALID'), ...results(40, 'INVALID', 'AUDIT')],
      'ACTIVE',
    ],
    [
      'but count as wrong',
      [...results(147, 'VALID'), ...results(3, 'INVALID'), ...results(1, 'INVALID', 'AUDIT')],
      'SUSPENDED',
    ],
  ] as const)('%s', (_name, judged, state) => {
    expect(after(judged).state).toBe(state);
  });

  it('names the attempts that were wrong, the newest of them', () => {
    const wrong = results(evidenceKept + 2, 'INVALID');
    expect(after([...results(5, 'VALID'), ...wrong.slice(0, 3)]).evidence).toEqual(
      wrong.slice(0, 3).map(({ attemptId }) => attemptId),
    );
    expect(after(wrong).evidence).toEqual(wrong.slice(2).map(({ attemptId }) => attemptId));
  });

  it('stays suspended whatever comes, until it is reinstated, and then begins anew', () => {
    const suspended = after([...results(3, 'INVALID'), ...results(10_000, 'VALID')]);
    expect(suspended.state).toBe('SUSPENDED');
    expect(after(results(1, 'INVALID'), suspended).state).toBe('SUSPENDED');
    const back = standingAfterReinstatement(suspended);
    expect(back).toEqual({ ...unknownStanding, reinstatements: 1 });
    expect(after(results(3, 'INVALID'), back)).toMatchObject({ state: 'SUSPENDED', reinstatements: 1 });
  });

  it('does not forget strikes of an active device because of an appeal it did not need', () => {
    const struck = after(results(2, 'INVALID'));
    expect(standingAfterReinstatement(struck)).toBe(struck);
  });
});

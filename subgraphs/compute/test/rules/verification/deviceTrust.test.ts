import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkProbability,
  noTrust,
  trustAfter,
  trustLevel,
  type Finding,
} from '../../../src/rules/verification/deviceTrust.js';
import { drawFor } from '../../../src/rules/verification/draw.js';
import { verificationPlan } from '../../../src/rules/verification/verificationPlan.js';
import { defaultVerificationPolicy as policy } from '../../../src/rules/verification/verificationPolicy.js';

const valid = (reportedAt: number): Finding => ({ outcome: 'VALID', reportedAt });
const invalid = (reportedAt: number): Finding => ({ outcome: 'INVALID', reportedAt });
const after = (...findings: Finding[]) => findings.reduce(trustAfter, noTrust);
const ten = Array.from({ length: 10 }, (_, at) => valid(at));
const nobody = { vouched: false, suspended: false };
const draws = (check: number, bait = 0.5) => ({ check, bait });

describe('trust', () => {
  it('comes with the tenth confirmed result in a row and goes with the first wrong one', () => {
    expect(trustLevel(after(...ten.slice(1)), nobody, policy)).toBe('UNTRUSTED');
    expect(trustLevel(after(...ten), nobody, policy)).toBe('TRUSTED');
    expect(trustLevel(after(...ten, invalid(11)), nobody, policy)).toBe('UNTRUSTED');
    expect(trustLevel(after(...ten, invalid(11), ...ten), nobody, policy)).toBe('TRUSTED');
  });

  it('is not needed where an operator answers for a device, and does not help a suspended one', () => {
    expect(trustLevel(noTrust, { vouched: true, suspended: false }, policy)).toBe('VOUCHED');
    expect(trustLevel(after(...ten), { vouched: true, suspended: true }, policy)).toBe('SUSPENDED');
  });

  it('remembers the newest confirmed result, in whatever order findings come', () => {
    expect(after(valid(5), valid(3)).lastPassedAt).toBe(5);
    expect(after(valid(5), invalid(9)).lastPassedAt).toBe(5);
  });

  it.each([
    [0, 1],
    [10, 0.1],
    [16, 1 / 16],
    [20, 0.05],
    [100_000, 0.05],
  ])('after %i in a row, checks with probability %d', (consecutiveValid, probability) => {
    expect(checkProbability({ consecutiveValid, lastPassedAt: 0 }, policy)).toBe(probability);
  });

  it('counts the findings since the last wrong one', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (rights) => {
        const { consecutiveValid } = after(...rights.map((right, at) => (right ? valid(at) : invalid(at))));
        expect(consecutiveValid).toBe(rights.length - 1 - rights.lastIndexOf(false));
      }),
    );
  });
});

describe('verificationPlan', () => {
  const trusted = { ...after(...ten), ...nobody };

  it.each([
    ['an untrusted device', { ...noTrust, ...nobody }, draws(0.99), 2, 'UNTRUSTED'],
    ['a trusted one', trusted, draws(0.1), 1, 'TRUSTED'],
    ['a trusted one that is drawn', trusted, draws(0.0999), 2, 'CHECKED'],
    ['a vouched one, never drawn', { ...noTrust, vouched: true, suspended: false }, draws(0), 1, 'VOUCHED'],
    ['a suspended one', { ...trusted, suspended: true }, draws(0.99), 2, 'SUSPENDED'],
  ] as const)('%s', (...[, device, drawn, quorum, reason]) => {
    expect(verificationPlan(device, drawn, policy)).toEqual({ quorum, reason, bait: false });
  });

  it('baits every device now and then, but no suspended one', () => {
    expect(verificationPlan(trusted, draws(0.5, 0.0099), policy).bait).toBe(true);
    expect(verificationPlan({ ...trusted, vouched: true }, draws(0.5, 0.0099), policy).bait).toBe(true);
    expect(verificationPlan(trusted, draws(0.5, 0.01), policy).bait).toBe(false);
    expect(verificationPlan({ ...trusted, suspended: true }, draws(0.5, 0), policy).bait).toBe(false);
  });
});

describe('drawFor', () => {
  it('is the same for an attempt, and another for each purpose, attempt and secret', () => {
    const draw = drawFor('secret', 'att_1', 'check');
    expect(drawFor('secret', 'att_1', 'check')).toBe(draw);
    const others = [
      drawFor('secret', 'att_1', 'bait'),
      drawFor('secret', 'att_2', 'check'),
      drawFor('other', 'att_1', 'check'),
    ];
    expect(new Set([draw, ...others]).size).toBe(4);
  });

  it('is spread over [0, 1)', () => {
    const drawn = Array.from({ length: 4_000 }, (_, n) => drawFor('secret', `att_${n}`, 'check'));
    expect(drawn.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    // Six standard deviations of a binomial; the draws are always the same.
    expect(Math.abs(drawn.filter((draw) => draw < 0.05).length - 200)).toBeLessThan(83);
  });
});

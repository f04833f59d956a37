import type { Comparator } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportedResult } from '../../../src/rules/verification/agreement.js';
import type { TrustLevel } from '../../../src/rules/verification/deviceTrust.js';
import { judge, type TaskEvidence, type Verdict } from '../../../src/rules/verification/judge.js';
import { judgeLate } from '../../../src/rules/verification/judgeLate.js';
import { defaultVerificationPolicy as policy } from '../../../src/rules/verification/verificationPolicy.js';

const exact: Comparator = { type: 'EXACT' };
/** Numbers within one of each other agree. */
const near: Comparator = { type: 'TOLERANCE', atol: 1, rtol: 0 };

const result = (
  attemptId: string,
  answer: number | null,
  more: Partial<ReportedResult> = {},
): ReportedResult => ({
  attemptId,
  deviceId: `device of ${attemptId}`,
  ownerId: `owner of ${attemptId}`,
  level: 'UNTRUSTED',
  digest: answer === null ? null : String(answer),
  ...(answer === null ? {} : { json: answer }),
  ...more,
});
const task = (results: readonly ReportedResult[], more: Partial<TaskEvidence> = {}): TaskEvidence => ({
  results,
  quorum: 2,
  underWay: 0,
  errors: 0,
  countedErrors: more.errors ?? 0,
  lost: 0,
  ...more,
});
const at = (level: TrustLevel) => ({ level });

describe('judge', () => {
  const settled = { type: 'SETTLE', inconclusive: [], invalid: [] };
  it.each<[string, TaskEvidence, Readonly<Record<string, unknown>>]>([
    ['nothing yet, nothing asked for', task([]), { type: 'WAIT', launch: 2 }],
    ['nothing yet, a lease under way', task([], { quorum: 1, underWay: 1 }), { type: 'WAIT', launch: 0 }],
    [
      'one result of a trusted device',
      task([result('a', 1.5, at('TRUSTED'))], { quorum: 1 }),
      { ...settled, canonical: 'a', valid: ['a'], verified: false },
    ],
    ['the same, drawn for a check', task([result('a', 1.5, at('TRUSTED'))]), { type: 'WAIT', launch: 1 }],
    ['one result of an untrusted device', task([result('a', 1.5)]), { type: 'WAIT', launch: 1 }],
    [
      'the same, its second run under way',
      task([result('a', 1.5)], { underWay: 1 }),
      { type: 'WAIT', launch: 0 },
    ],
    [
      'two that agree',
      task([result('a', 1.5), result('b', 2)]),
      { ...settled, canonical: 'a', valid: ['a', 'b'], verified: true },
    ],
    ['two that do not', task([result('a', 1.5), result('b', 9)]), { type: 'WAIT', launch: 1 }],
    [
      'a third that agrees with one of them',
      task([result('a', 1.5), result('b', 9), result('c', 9)]),
      { ...settled, canonical: 'b', valid: ['b', 'c'], invalid: ['a'], verified: true },
    ],
    [
      'two against two',
      task([result('a', 1.5), result('b', 9), result('c', 9), result('d', 1.5)]),
      { type: 'WAIT', launch: 1 },
    ],
    [
      'one that two agree with which do not agree with each other',
      task([result('a', 1.5), result('b', 2.25), result('c', 3.1)]),
      { ...settled, canonical: 'b', valid: ['a', 'b', 'c'] },
    ],
    [
      'the more trusted of two that agree is canonical',
      task([result('a', 1.5), result('b', 2, at('TRUSTED'))]),
      { ...settled, canonical: 'b' },
    ],
    [
      'a vouched device, whatever the quorum',
      task([result('a', 1.5), result('b', 9, at('VOUCHED'))]),
      { type: 'SETTLE', canonical: 'b', valid: ['b'], invalid: ['a'], verified: true },
    ],
    [
      'a vouched device against two',
      task([result('a', 1.5), result('b', 9, at('VOUCHED')), result('c', 1.5)]),
      { type: 'SETTLE', canonical: 'b', valid: ['b'], invalid: ['a', 'c'], verified: true },
    ],
    [
      'a vouched device alone confirms nobody',
      task([result('b', 9, at('VOUCHED'))]),
      { ...settled, canonical: 'b', valid: ['b'], verified: false },
    ],
    [
      'two vouched devices that do not agree',
      task([result('a', 1.5, at('VOUCHED')), result('b', 9, at('VOUCHED'))]),
      { type: 'WAIT', launch: 1 },
    ],
    [
      'two results of one owner',
      task([result('a', 1.5, { ownerId: 'o' }), result('b', 1.5, { ownerId: 'o' })]),
      { type: 'WAIT', launch: 1 },
    ],
    [
      'one owner with two results beside another',
      task([result('b', 1.5, { ownerId: 'o' }), result('a', 9, { ownerId: 'o' }), result('c', 9)]),
      { type: 'SETTLE', canonical: 'a', valid: ['a', 'c'], invalid: [], inconclusive: ['b'] },
    ],
    [
      'a suspended device beside another',
      task([result('a', 1.5, at('SUSPENDED')), result('b', 1.5)]),
      { type: 'WAIT', launch: 1 },
    ],
    [
      'a suspended device beside two others',
      task([result('a', 1.5, at('SUSPENDED')), result('b', 9), result('c', 9)]),
      { type: 'SETTLE', canonical: 'b', valid: ['b', 'c'], invalid: [], inconclusive: ['a'], verified: true },
    ],
    [
      'outputs nobody read, which only their digest can compare',
      task([result('a', 1.5, { json: undefined }), result('b', 2, { json: undefined })]),
      { type: 'WAIT', launch: 1 },
    ],
    [
      'outputs nobody read, with one digest',
      task([result('a', 7, { json: undefined }), result('b', 7, { json: undefined })]),
      { ...settled, canonical: 'a' },
    ],
    ['outputs without a name', task([result('a', null), result('b', null)]), { type: 'WAIT', launch: 1 }],
    ['a third error', task([], { errors: 3, quorum: 1 }), { type: 'FAIL', reason: 'TOO_MANY_ERRORS' }],
    ['two errors', task([], { errors: 2, quorum: 1 }), { type: 'WAIT', launch: 1 }],
    [
      'five different answers',
      task([1, 10, 20, 30, 40].map((answer) => result(String(answer), answer))),
      { type: 'WAIT', launch: 1 },
    ],
    [
      'six different answers',
      task([1, 10, 20, 30, 40, 50].map((answer) => result(String(answer), answer))),
      { type: 'FAIL', reason: 'NO_AGREEMENT' },
    ],
    ['seven lost attempts', task([], { lost: 7, quorum: 1 }), { type: 'WAIT', launch: 1 }],
    ['eight lost attempts', task([], { lost: 8, quorum: 1 }), { type: 'FAIL', reason: 'TOO_MANY_ATTEMPTS' }],
    [
      'seven lost attempts and a result that needs another',
      task([result('a', 1.5)], { lost: 7 }),
      { type: 'FAIL', reason: 'TOO_MANY_ATTEMPTS', inconclusive: ['a'] },
    ],
    [
      'six lost attempts and a result whose second run is under way',
      task([result('a', 1.5)], { lost: 6, underWay: 1 }),
      { type: 'WAIT', launch: 0 },
    ],
    [
      'more attempts than there may be, the last under way',
      task([result('a', 1.5)], { lost: 7, underWay: 1 }),
      { type: 'WAIT', launch: 0 },
    ],
    [
      'a result that comes after too many errors',
      task([result('a', 1.5, at('TRUSTED'))], { quorum: 1, errors: 3 }),
      { ...settled, canonical: 'a' },
    ],
    [
      'a quorum of three, of which two agree',
      task([result('a', 1), result('b', 1)], { quorum: 3 }),
      { ...settled, canonical: 'a' },
    ],
    [
      'a quorum of four, of which two agree',
      task([result('a', 1), result('b', 1)], { quorum: 4 }),
      { type: 'WAIT', launch: 1 },
    ],
  ])('%s', (_name, evidence, verdict) => {
    expect(judge(evidence, near, policy)).toMatchObject(verdict);
  });

  it('does not compare what has the same digest, or is exact', () => {
    const unread = (attemptId: string, digest: string): ReportedResult => ({
      ...result(attemptId, null),
      digest,
      get json(): never {
        throw new Error('was read');
      },
    });
    expect(judge(task([unread('a', 'x'), unread('b', 'x')]), near, policy)).toMatchObject({ type: 'SETTLE' });
    expect(judge(task([unread('a', 'x')], { quorum: 1 }), near, policy)).toMatchObject({ type: 'SETTLE' });
    expect(judge(task([unread('a', 'x'), unread('b', 'y')]), exact, policy)).toMatchObject({ type: 'WAIT' });
  });

  const level = fc.constantFrom<TrustLevel>('SUSPENDED', 'UNTRUSTED', 'UNTRUSTED', 'TRUSTED', 'VOUCHED');
  const results = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 3 }), level, fc.integer({ min: 0, max: 4 })), { maxLength: 7 })
    .map((list) =>
      list.map(([answer, trust, owner], n) =>
        result(`a${n}`, answer + 0.5, { level: trust, ownerId: `o${owner}` }),
      ),
    );
  const evidence = fc
    .record({
      results,
      quorum: fc.integer({ min: 1, max: 4 }),
      underWay: fc.nat(3),
      errors: fc.nat(3),
      lost: fc.nat(8),
    })
    .map((given) => ({ ...given, countedErrors: given.errors }));

  it('judges the same in whatever order results are given', () => {
    fc.assert(
      fc.property(evidence, fc.infiniteStream(fc.nat()), (given, order) => {
        const keys = new Map(given.results.map((one) => [one, order.next().value]));
        const shuffled = [...given.results].sort(
          (left, right) => (keys.get(left) ?? 0) - (keys.get(right) ?? 0),
        );
        expect(sorted(judge({ ...given, results: shuffled }, near, policy))).toEqual(
          sorted(judge(given, near, policy)),
        );
      }),
    );
  });

  it('settles only on enough results of different owners, none suspended, and files each result once', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const verdict = judge(given, exact, policy);
        if (verdict.type !== 'SETTLE') return;
        const valid = given.results.filter(({ attemptId }) => verdict.valid.includes(attemptId));
        expect(new Set(valid.map(({ ownerId }) => ownerId)).size).toBe(valid.length);
        expect(valid.some((one) => one.level === 'SUSPENDED')).toBe(false);
        expect(new Set(valid.map(({ digest }) => digest)).size).toBe(1);
        if (!valid.some((one) => one.level === 'VOUCHED'))
          expect(valid.length).toBeGreaterThan(Math.floor(given.quorum / 2));
        expect([...verdict.valid, ...verdict.invalid, ...verdict.inconclusive].sort()).toEqual(
          given.results.map(({ attemptId }) => attemptId).sort(),
        );
      }),
    );
  });

  it('never starts more runs than a task may have', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const verdict = judge(given, near, policy);
        if (verdict.type !== 'WAIT') return;
        const begun = given.results.length + given.errors + given.lost + given.underWay;
        if (verdict.launch > 0) expect(begun + verdict.launch).toBeLessThanOrEqual(policy.maxAttempts);
        expect(given.underWay + verdict.launch).toBeGreaterThan(0);
      }),
    );
  });
});

describe('judgeLate', () => {
  const settledBy = (level: TrustLevel, verified: boolean) => ({
    canonical: result('a', 1.5, { level }),
    verified,
    ownerIds: ['owner of a'],
  });

  it.each([
    ['agrees', settledBy('TRUSTED', false), result('b', 2), 'VALID'],
    ['does not agree with what is verified', settledBy('TRUSTED', true), result('b', 9), 'INVALID'],
    ['does not agree with a vouched device', settledBy('VOUCHED', false), result('b', 9), 'INVALID'],
    ['does not agree with what nobody confirmed', settledBy('TRUSTED', false), result('b', 9), 'DISPUTES'],
    [
      'is of the same owner',
      settledBy('TRUSTED', false),
      result('b', 2, { ownerId: 'owner of a' }),
      'INCONCLUSIVE',
    ],
    [
      'is of a suspended device',
      settledBy('TRUSTED', false),
      result('b', 2, at('SUSPENDED')),
      'INCONCLUSIVE',
    ],
  ] as const)('a result that %s', (...[, settledTask, late, expected]) => {
    expect(judgeLate(settledTask, late, near)).toBe(expected);
  });
});

function sorted(verdict: Verdict): Verdict {
  switch (verdict.type) {
    case 'WAIT':
      return verdict;
    case 'FAIL':
      return { ...verdict, inconclusive: [...verdict.inconclusive].sort() };
    case 'SETTLE':
      return {
        ...verdict,
        valid: [...verdict.valid].sort(),
        invalid: [...verdict.invalid].sort(),
        inconclusive: [...verdict.inconclusive].sort(),
      };
  }
}

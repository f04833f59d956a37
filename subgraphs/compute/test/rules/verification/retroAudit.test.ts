import { describe, expect, it } from 'vitest';
import type { ReportedResult } from '../../../src/rules/verification/agreement.js';
import type { TrustLevel } from '../../../src/rules/verification/deviceTrust.js';
import { judge } from '../../../src/rules/verification/judge.js';
import { auditOutcome, retroAudit, type AcceptedResult } from '../../../src/rules/verification/retroAudit.js';
import { defaultVerificationPolicy } from '../../../src/rules/verification/verificationPolicy.js';

const accepted = (
  attemptId: string,
  reportedAt: number,
  more: Partial<AcceptedResult> = {},
): AcceptedResult => ({
  attemptId,
  taskId: `task of ${attemptId}`,
  deviceId: 'caught',
  modelVersionId: 'm',
  reportedAt,
  verified: false,
  ...more,
});

describe('retroAudit', () => {
  const list = [
    accepted('new', 30),
    accepted('newer', 40),
    accepted('same moment', 30),
    accepted('at the check', 20),
    accepted('before it', 10),
    accepted('confirmed', 35, { verified: true }),
    accepted('of another device', 35, { deviceId: 'other' }),
    accepted('of a model it never passed', 1, { modelVersionId: 'n' }),
  ];
  const caught = { deviceId: 'caught', suspended: false, lastPassedAt: new Map([['m', 20]]) };
  const idsOf = (audited: readonly AcceptedResult[]) => audited.map(({ attemptId }) => attemptId);

  it('takes what nobody confirmed since the device last passed a check, oldest first', () => {
    expect(idsOf(retroAudit(caught, list))).toEqual([
      'of a model it never passed',
      'new',
      'same moment',
      'newer',
    ]);
    expect(list[0]?.attemptId).toBe('new');
  });

  it('takes all that nobody confirmed when the device is suspended', () => {
    expect(idsOf(retroAudit({ ...caught, suspended: true }, list))).toEqual([
      'of a model it never passed',
      'before it',
      'at the check',
      'new',
      'same moment',
      'newer',
    ]);
  });
});

describe('auditOutcome', () => {
  const reported = (attemptId: string, digest: string, level: TrustLevel = 'UNTRUSTED'): ReportedResult => ({
    attemptId,
    deviceId: `device of ${attemptId}`,
    ownerId: `owner of ${attemptId}`,
    level,
    digest,
  });
  const replaced = (canonical: string) => ({ type: 'REPLACED', canonical, reversed: 'old' });

  it.each<[string, readonly ReportedResult[], unknown]>([
    ['not run again yet', [reported('old', 'x')], null],
    ['confirmed by another', [reported('old', 'x'), reported('b', 'x')], { type: 'CONFIRMED' }],
    ['doubted by one', [reported('old', 'x'), reported('b', 'y')], null],
    ['outvoted', [reported('old', 'x'), reported('b', 'y'), reported('c', 'y')], replaced('b')],
    ['of a suspended device, and doubted', [reported('old', 'x', 'SUSPENDED'), reported('b', 'y')], null],
    [
      'of a suspended device, and wrong',
      [reported('old', 'x', 'SUSPENDED'), reported('b', 'y'), reported('c', 'y')],
      replaced('b'),
    ],
    [
      'of a suspended device, and right',
      [reported('old', 'y', 'SUSPENDED'), reported('b', 'y'), reported('c', 'y')],
      { type: 'CONFIRMED' },
    ],
    [
      'never agreed on',
      [reported('old', '0'), ...['1', '2', '3', '4', '5'].map((digest) => reported(digest, digest))],
      { type: 'UNDECIDED' },
    ],
  ])('of a result that is %s', (_name, results, outcome) => {
    const [accepted] = results as readonly [ReportedResult];
    const evidence = { results, quorum: 2, underWay: 0, errors: 0, countedErrors: 0, lost: 0 };
    const verdict = judge(evidence, { type: 'EXACT' }, defaultVerificationPolicy);
    expect(auditOutcome({ accepted, results, comparator: { type: 'EXACT' } }, verdict)).toEqual(outcome);
  });
});

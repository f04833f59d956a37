import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/rules/verification/judge.js';
import {
  auditOutcome,
  retroAudit,
  type AcceptedResult,
  type AuditOutcome,
} from '../../../src/rules/verification/retroAudit.js';

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
  it('takes what nobody confirmed since the device last passed a check, oldest first', () => {
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
    const audited = retroAudit({ deviceId: 'caught', lastPassedAt: new Map([['m', 20]]) }, list);
    expect(audited.map(({ attemptId }) => attemptId)).toEqual([
      'of a model it never passed',
      'new',
      'same moment',
      'newer',
    ]);
    expect(list[0]?.attemptId).toBe('new');
  });
});

describe('auditOutcome', () => {
  const settle = (valid: string[], others: { invalid?: string[]; inconclusive?: string[] }): Verdict => ({
    type: 'SETTLE',
    canonical: 'again',
    valid,
    invalid: [],
    inconclusive: [],
    verified: true,
    ...others,
  });

  it.each<[string, Verdict, AuditOutcome | null]>([
    ['confirmed by another', settle(['old', 'again'], {}), { type: 'CONFIRMED' }],
    [
      'outvoted',
      settle(['again', 'third'], { invalid: ['old'] }),
      { type: 'REPLACED', canonical: 'again', reversed: 'old' },
    ],
    [
      'of a suspended device',
      settle(['again', 'third'], { inconclusive: ['old'] }),
      { type: 'REPLACED', canonical: 'again', reversed: 'old' },
    ],
    [
      'never agreed on',
      { type: 'FAIL', reason: 'NO_AGREEMENT', inconclusive: ['old'] },
      { type: 'UNDECIDED' },
    ],
    ['still running', { type: 'WAIT', launch: 1 }, null],
  ])('of a result that is %s', (_name, verdict, outcome) => {
    expect(auditOutcome({ attemptId: 'old' }, verdict)).toEqual(outcome);
  });
});

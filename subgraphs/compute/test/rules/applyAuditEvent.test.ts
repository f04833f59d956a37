import { type AttemptEvent, defaultTolerance } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptSnapshot, Belief, SettlingRules } from '../../src/rules/applyAttemptEvent.js';
import { applyAuditEvent, type AuditedTask, type AuditStep } from '../../src/rules/applyAuditEvent.js';
import { defaultVerificationPolicy } from '../../src/rules/verification/index.js';

type RunEvent = AttemptEvent & { readonly run: string };

/** An attempt is named for its device and run: `a1` is the first run's of device `a`, whose owner is `a` too. */
const base = (attemptId: string) => ({
  ...{ taskId: 't', jobId: 'j', communityId: 'c', fleetId: 'f', at: '2026-01-01T00:00:00Z' },
  ...{ attemptId, run: attemptId.slice(1), vouched: false },
  ...{ deviceId: attemptId.slice(0, 1), ownerId: attemptId.slice(0, 1) },
});
const lease = (id: string): RunEvent => ({
  ...base(id),
  type: 'leased',
  placement: { score: 1, reasons: [] },
});
const said = (id: string, json: string): RunEvent => ({
  ...base(id),
  type: 'succeeded',
  output: { type: 'inline', json },
  runMs: 1,
  signature: '',
});
const broke = (
  id: string,
  outcome: 'ERROR' | 'TIMED_OUT' = 'ERROR',
  fault: 'device' | 'input' = 'device',
): RunEvent => ({
  ...base(id),
  type: 'failed',
  outcome,
  failure: { code: 'BROKE', message: '', fault },
});

/** Devices `s` are suspended, `v` and `w` vouched for, `t` is trusted; all others are new. */
const beliefs: Readonly<Record<string, Belief>> = {
  s: { level: 'SUSPENDED', quorum: 2, bait: false },
  v: { level: 'VOUCHED', quorum: 1, bait: false },
  w: { level: 'VOUCHED', quorum: 1, bait: false },
  t: { level: 'TRUSTED', quorum: 1, bait: false },
};
const rules: SettlingRules = {
  comparator: defaultTolerance,
  policy: defaultVerificationPolicy,
  beliefIn: ({ deviceId }) => beliefs[deviceId] ?? { level: 'UNTRUSTED', quorum: 2, bait: false },
};

/** A task with the result `old`, which these attempts gave. */
function accepted(...ids: readonly string[]): AuditedTask {
  const attempts = ids.map((id): AttemptSnapshot => {
    const { run, deviceId, ownerId, vouched } = base(id);
    return { id, run, deviceId, ownerId, vouched, state: 'VALID', said: null };
  });
  return {
    state: 'SUCCEEDED',
    runs: [],
    output: { type: 'inline', json: 'old' },
    attempts: new Map(attempts.map((attempt) => [attempt.id, attempt])),
  };
}

/** Takes events of an audit's runs 5, 6, … in order; each run that is launched gets the next number. */
function audit(task: AuditedTask, events: readonly RunEvent[]) {
  let runs: readonly string[] = ['5'];
  let now = task;
  let last: AuditStep | undefined;
  for (const event of events) {
    if (last !== undefined && last.state !== 'OPEN') break;
    last = applyAuditEvent(now, event, { audit: { runs }, rules });
    now = last.task;
    runs = [...runs, ...Array.from({ length: last.launch }, (_, index) => String(5 + runs.length + index))];
  }
  const states = Object.fromEntries([...now.attempts.values()].map(({ id, state }) => [id, state]));
  const output = now.output.type === 'inline' ? now.output.json : null;
  return {
    state: last?.state,
    output,
    runs: runs.length,
    states,
    verified: last?.verdict?.verified ?? false,
    last,
  };
}

describe('applyAuditEvent', () => {
  it.each<[string, AuditedTask, readonly RunEvent[], Partial<ReturnType<typeof audit>>]>([
    [
      'a lease changes nothing but its attempt',
      accepted('s1'),
      [lease('a5')],
      { state: 'OPEN', runs: 1, states: { s1: 'VALID', a5: 'LEASED' } },
    ],
    [
      'a vouched device replaces what a suspended one said',
      accepted('s1'),
      [said('v5', 'new')],
      { state: 'REPLACED', output: 'new', states: { s1: 'INVALID', v5: 'VALID' }, verified: false },
    ],
    [
      'a trusted device confirms it alone',
      accepted('s1'),
      [said('t5', 'old')],
      { state: 'CONFIRMED', output: 'old', states: { s1: 'VALID', t5: 'VALID' }, verified: false },
    ],
    [
      'a new device needs another',
      accepted('s1'),
      [said('a5', 'new')],
      { state: 'OPEN', output: 'old', runs: 2, states: { s1: 'VALID', a5: 'REPORTED' } },
    ],
    [
      'two new devices replace it',
      accepted('s1'),
      [said('a5', 'new'), said('b6', 'new')],
      {
        state: 'REPLACED',
        output: 'new',
        states: { s1: 'INVALID', a5: 'VALID', b6: 'VALID' },
        verified: true,
      },
    ],
    [
      'a device that was caught and not suspended has its say',
      accepted('a1'),
      [said('b5', 'old')],
      { state: 'CONFIRMED', states: { a1: 'VALID', b5: 'VALID' }, verified: true },
    ],
    [
      '… so that a third decides where they differ',
      accepted('a1'),
      [said('b5', 'new'), said('c6', 'old')],
      { state: 'CONFIRMED', output: 'old', states: { a1: 'VALID', b5: 'INVALID', c6: 'VALID' } },
    ],
    [
      '… either way',
      accepted('a1'),
      [said('b5', 'new'), said('c6', 'new')],
      { state: 'REPLACED', output: 'new', states: { a1: 'INVALID', b5: 'VALID', c6: 'VALID' } },
    ],
    [
      'what a caught device says is not believed alone, though it is vouched for',
      accepted('v1'),
      [said('w5', 'new')],
      { state: 'REPLACED', output: 'new', states: { v1: 'INVALID', w5: 'VALID' } },
    ],
    [
      'another device of the same owner changes nothing',
      accepted('a1'),
      [{ ...said('b5', 'new'), ownerId: 'a' }],
      { state: 'OPEN', runs: 2, states: { a1: 'VALID', b5: 'REPORTED' } },
    ],
    [
      'an error is one try less, whoever it blames',
      accepted('s1'),
      [broke('a5'), broke('b6', 'ERROR', 'input'), said('v7', 'new')],
      { state: 'REPLACED', runs: 3, states: { s1: 'INVALID', a5: 'ERROR', b6: 'ERROR', v7: 'VALID' } },
    ],
    [
      'three errors leave it undecided',
      accepted('s1'),
      [broke('a5'), broke('b6'), broke('c7')],
      { state: 'UNDECIDED', output: 'old', states: { s1: 'VALID', a5: 'ERROR', b6: 'ERROR', c7: 'ERROR' } },
    ],
    [
      'what waited is inconclusive then',
      accepted('s1'),
      [said('a5', 'new'), broke('b6'), broke('c7'), broke('d8')],
      {
        state: 'UNDECIDED',
        output: 'old',
        states: { s1: 'VALID', a5: 'INCONCLUSIVE', b6: 'ERROR', c7: 'ERROR', d8: 'ERROR' },
      },
    ],
  ])('%s', (...[, task, events, expected]) => {
    expect(audit(task, events)).toMatchObject(expected);
  });

  it('says by which findings the audit brought up', () => {
    const { last } = audit(accepted('s1'), [said('a5', 'new'), said('b6', 'new')]);
    expect(last?.accepted).toEqual(['s1']);
    expect(last?.verdict?.found).toEqual([
      { attemptId: 's1', outcome: 'INVALID' },
      { attemptId: 'a5', outcome: 'VALID' },
      { attemptId: 'b6', outcome: 'VALID' },
    ]);
  });

  it('changes nothing by an event that says no more than is known', () => {
    const task = accepted('s1');
    expect(applyAuditEvent(task, said('s1', 'new'), { audit: { runs: ['5'] }, rules })).toMatchObject({
      task,
      changed: [],
      state: 'OPEN',
    });
  });

  it('ends within as many tries as a task may have, whatever devices say', () => {
    const replies = fc.array(fc.constantFrom('old', 'new', 'other', 'ERROR', 'TIMED_OUT'), {
      minLength: 9,
      maxLength: 9,
    });
    fc.assert(
      fc.property(fc.constantFrom('s1', 'a1'), replies, (first, said9) => {
        const owners = 'bcdefghij';
        const events = said9.map((reply, index) => {
          const id = `${owners[index] ?? ''}${5 + index}`;
          return reply === 'ERROR' || reply === 'TIMED_OUT' ? broke(id, reply) : said(id, reply);
        });
        const { state, runs, output } = audit(accepted(first), events);
        expect(state).not.toBe('OPEN');
        expect(runs).toBeLessThanOrEqual(defaultVerificationPolicy.maxAttempts);
        if (state !== 'REPLACED') expect(output).toBe('old');
      }),
      { numRuns: 200 },
    );
  });
});

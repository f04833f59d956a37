import { type AttemptEvent, defaultTolerance } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyAttemptEvent,
  type AttemptSnapshot,
  type Belief,
  type Settlement,
  type SettlingRules,
  type TaskSnapshot,
} from '../../src/rules/applyAttemptEvent.js';
import type { AttemptState } from '../../src/rules/attemptState.js';
import { isSettled, type TaskState } from '../../src/rules/taskState.js';
import { defaultVerificationPolicy } from '../../src/rules/verification/index.js';

type RunEvent = AttemptEvent & { readonly run: string };
type Outcome = 'ERROR' | 'TIMED_OUT' | 'ABANDONED';
type Fault = 'input' | 'model' | 'device';

/** In these tests an attempt is named for its run and device: `a1` is the first of device `a`, whose owner is `a` too. */
const base = (attemptId: string) => ({
  taskId: 't',
  jobId: 'j',
  communityId: 'c',
  fleetId: 'f',
  at: '2026-01-01T00:00:00Z',
  attemptId,
  run: attemptId.slice(1),
  deviceId: attemptId.slice(0, 1),
  ownerId: attemptId.slice(0, 1),
  vouched: false,
});

const lease = (attemptId: string): RunEvent => ({
  ...base(attemptId),
  type: 'leased',
  placement: { score: 1, reasons: [] },
});
const success = (attemptId: string, json: number | string = 1): RunEvent => ({
  ...base(attemptId),
  type: 'succeeded',
  output: { type: 'inline', json },
  runMs: 1,
  signature: '',
});
const failure = (attemptId: string, outcome: Outcome = 'ERROR', fault: Fault = 'device'): RunEvent => ({
  ...base(attemptId),
  type: 'failed',
  outcome,
  failure: { code: 'BROKE', message: attemptId, fault },
});

const beliefs: Readonly<Record<string, Belief>> = {
  v: { level: 'VOUCHED', quorum: 1, bait: false },
  t: { level: 'TRUSTED', quorum: 1, bait: false },
  s: { level: 'SUSPENDED', quorum: 2, bait: false },
};
const rules: SettlingRules = {
  comparator: defaultTolerance,
  policy: defaultVerificationPolicy,
  beliefIn: ({ deviceId }) => beliefs[deviceId] ?? { level: 'UNTRUSTED', quorum: 2, bait: false },
};

/** A task of these attempts. Runs that have not ended are those of its leases, or its first when nobody has had it. */
function snapshot(state: TaskState, states: Readonly<Record<string, AttemptState>> = {}): TaskSnapshot {
  const attempts = Object.entries(states).map(([id, attempt]): AttemptSnapshot => {
    const { run, deviceId, ownerId, vouched } = base(id);
    const said =
      attempt === 'REPORTED' ? ({ type: 'output', output: { type: 'inline', json: 1 } } as const) : null;
    return { id, run, deviceId, ownerId, vouched, state: attempt, said };
  });
  const leased = attempts.filter((attempt) => attempt.state === 'LEASED').map(({ run }) => run);
  const runs = isSettled(state) ? [] : state === 'QUEUED' ? ['1'] : leased;
  const output = state === 'SUCCEEDED' ? ({ type: 'inline', json: 1 } as const) : null;
  return { state, runs, output, attempts: new Map(attempts.map((attempt) => [attempt.id, attempt])) };
}

/** What is told of a settlement in these tests. */
function told({ task, changed, again, launch, failure: failed, verdict }: Settlement) {
  const states = Object.fromEntries(changed.map(({ id, state }) => [id, state]));
  return { task: task.state, runs: task.runs, states, again, launch, failure: failed?.code, verdict };
}

type Told = Partial<ReturnType<typeof told>>;

describe('applyAttemptEvent', () => {
  describe('with one opinion enough', () => {
    it.each<[string, TaskSnapshot, RunEvent, Told]>([
      [
        'a lease dispatches a queued task',
        snapshot('QUEUED'),
        lease('v1'),
        { task: 'DISPATCHED', states: { v1: 'LEASED' }, launch: 0 },
      ],
      [
        'a result settles it',
        snapshot('DISPATCHED', { v1: 'LEASED' }),
        success('v1'),
        { task: 'SUCCEEDED', states: { v1: 'VALID' }, runs: [] },
      ],
      [
        'a trusted device’s result settles it',
        snapshot('DISPATCHED', { t1: 'LEASED' }),
        success('t1'),
        { task: 'SUCCEEDED', states: { t1: 'VALID' } },
      ],
      [
        'a result needs no lease',
        snapshot('QUEUED'),
        success('v1'),
        { task: 'SUCCEEDED', states: { v1: 'VALID' } },
      ],
      [
        'a result after an abandonment still counts',
        snapshot('QUEUED', { v1: 'ABANDONED' }),
        success('v1'),
        { task: 'SUCCEEDED', states: { v1: 'VALID' } },
      ],
      [
        'a second result is only reported',
        snapshot('SUCCEEDED', { v1: 'VALID' }),
        success('v2'),
        { task: 'SUCCEEDED', states: { v2: 'REPORTED' } },
      ],
      [
        'a result of a canceled task is only reported',
        snapshot('CANCELED', { v1: 'LEASED' }),
        success('v1'),
        { task: 'CANCELED', states: { v1: 'REPORTED' } },
      ],
      [
        'the same result again changes nothing',
        snapshot('SUCCEEDED', { v1: 'VALID' }),
        success('v1'),
        { task: 'SUCCEEDED', states: {} },
      ],
      [
        'a late lease changes nothing',
        snapshot('SUCCEEDED', { v1: 'VALID' }),
        lease('v1'),
        { task: 'SUCCEEDED', states: {} },
      ],
      [
        'the same failure again is not tried again',
        snapshot('QUEUED', { v1: 'ERROR' }),
        failure('v1'),
        { again: null, launch: 0, states: {} },
      ],
      [
        "a device's error is tried again, as the same run",
        snapshot('DISPATCHED', { v1: 'LEASED' }),
        failure('v1'),
        { task: 'QUEUED', states: { v1: 'ERROR' }, again: '1', launch: 0, runs: ['1'] },
      ],
      [
        "the input's fault is final",
        snapshot('DISPATCHED', { v1: 'LEASED' }),
        failure('v1', 'ERROR', 'input'),
        { task: 'FAILED', states: { v1: 'ERROR' }, failure: 'BROKE', again: null },
      ],
      [
        "the model's fault is final",
        snapshot('DISPATCHED', { v1: 'LEASED' }),
        failure('v1', 'ERROR', 'model'),
        { task: 'FAILED', again: null },
      ],
      [
        'the third error is final',
        snapshot('DISPATCHED', { a1: 'ERROR', b1: 'ERROR', v1: 'LEASED' }),
        failure('v1'),
        { task: 'FAILED', failure: 'BROKE', again: null, runs: [] },
      ],
      [
        'losing a device is no error',
        snapshot('DISPATCHED', { a1: 'ERROR', b1: 'ERROR', v1: 'LEASED' }),
        failure('v1', 'ABANDONED'),
        { task: 'QUEUED', again: '1' },
      ],
      [
        'the eighth attempt is final',
        snapshot('DISPATCHED', {
          ...Object.fromEntries('abcdefg'.split('').map((id) => [`${id}1`, 'ABANDONED' as const])),
          v1: 'LEASED',
        }),
        failure('v1', 'TIMED_OUT'),
        { task: 'FAILED', states: { v1: 'TIMED_OUT' } },
      ],
      [
        'attempts under way do not count',
        snapshot('DISPATCHED', { v1: 'LEASED', a1: 'LEASED' }),
        failure('v1'),
        { task: 'QUEUED' },
      ],
      [
        'a failure of a settled task changes nothing of it',
        snapshot('SUCCEEDED', { v1: 'VALID' }),
        failure('v2'),
        { task: 'SUCCEEDED', states: { v2: 'ERROR' }, again: null },
      ],
    ])('%s', (...[, task, event, expected]) => {
      expect(told(applyAttemptEvent(task, event, rules))).toMatchObject(expected);
    });
  });

  describe('with several opinions wanted', () => {
    const waiting = snapshot('VERIFYING', { a1: 'REPORTED', b2: 'LEASED' });
    it.each<[string, TaskSnapshot, RunEvent, Told]>([
      [
        'the lease of a device that is not trusted asks for another at once',
        snapshot('QUEUED'),
        lease('a1'),
        { task: 'DISPATCHED', launch: 1, runs: ['1'] },
      ],
      [
        'the second lease asks for no more',
        snapshot('DISPATCHED', { a1: 'LEASED', b2: 'LEASED' }),
        lease('c2'),
        { launch: 0 },
      ],
      [
        'its result alone settles nothing',
        snapshot('DISPATCHED', { a1: 'LEASED', b2: 'LEASED' }),
        success('a1'),
        { task: 'VERIFYING', states: { a1: 'REPORTED' }, launch: 0, runs: ['2'] },
      ],
      [
        'its result without a lease asks for another',
        snapshot('QUEUED'),
        success('a1'),
        { task: 'VERIFYING', launch: 1, runs: [] },
      ],
      [
        'two owners who agree settle it',
        waiting,
        success('b2', 1.00001),
        { task: 'SUCCEEDED', states: { a1: 'VALID', b2: 'VALID' }, runs: [] },
      ],
      [
        'two who do not agree take a third',
        waiting,
        success('b2', 2),
        { task: 'VERIFYING', states: { b2: 'REPORTED' }, launch: 1 },
      ],
      [
        'the odd one out is invalid',
        snapshot('VERIFYING', { a1: 'REPORTED', c3: 'REPORTED', b2: 'LEASED' }),
        success('b2', 2),
        { task: 'SUCCEEDED', states: { a1: 'VALID', c3: 'VALID', b2: 'INVALID' } },
      ],
      [
        'two of one owner are one opinion',
        waiting,
        { ...success('c3'), ownerId: 'a' },
        { task: 'VERIFYING', states: { c3: 'REPORTED' }, runs: ['2'] },
      ],
      [
        'the word of a vouched device is enough, and tells who was wrong',
        snapshot('VERIFYING', { a1: 'REPORTED', v2: 'LEASED' }),
        success('v2', 2),
        { task: 'SUCCEEDED', states: { a1: 'INVALID', v2: 'VALID' } },
      ],
      [
        'that of a suspended one is nothing',
        snapshot('DISPATCHED', { s1: 'LEASED' }),
        success('s1'),
        { task: 'VERIFYING', launch: 2 },
      ],
      [
        'one device alone cannot fail a task by blaming its input',
        snapshot('DISPATCHED', { a1: 'LEASED', b2: 'LEASED' }),
        failure('a1', 'ERROR', 'input'),
        { task: 'VERIFYING', states: { a1: 'REPORTED' } },
      ],
      [
        'a second that is lost is asked for again',
        waiting,
        failure('b2', 'ABANDONED'),
        { task: 'VERIFYING', again: '2', launch: 0, runs: ['2'] },
      ],
    ])('%s', (...[, task, event, expected]) => {
      expect(told(applyAttemptEvent(task, event, rules))).toMatchObject(expected);
    });

    it('fails with the code that two owners agree on, whatever else they say', () => {
      const first = applyAttemptEvent(
        snapshot('DISPATCHED', { a1: 'LEASED', b2: 'LEASED' }),
        failure('a1', 'ERROR', 'input'),
        rules,
      );
      const second = applyAttemptEvent(first.task, failure('b2', 'ERROR', 'input'), rules);
      expect(told(second)).toMatchObject({
        task: 'FAILED',
        states: { a1: 'ERROR', b2: 'ERROR' },
        failure: 'BROKE',
      });
    });

    it('gives up, and blames nobody, after six results of which no two agree', () => {
      const last = 'abcdef'
        .split('')
        .reduce<Settlement | null>(
          (settlement, id, index) =>
            applyAttemptEvent(settlement?.task ?? snapshot('QUEUED'), success(`${id}${index}`, index), rules),
          null,
        );
      expect(last && told(last)).toMatchObject({
        task: 'FAILED',
        failure: 'NO_AGREEMENT',
        states: Object.fromEntries('abcdef'.split('').map((id, index) => [`${id}${index}`, 'INCONCLUSIVE'])),
      });
    });
  });

  it('settles what waits for a second opinion once somebody vouches for its device, and nothing before', () => {
    const waiting = snapshot('VERIFYING', { a1: 'REPORTED', b2: 'LEASED' });
    const level: SettlingRules = {
      ...rules,
      beliefIn: (attempt) =>
        attempt.vouched ? (beliefs.v ?? rules.beliefIn(attempt)) : rules.beliefIn(attempt),
    };
    expect(applyAttemptEvent(waiting, success('a1'), level).changed).toEqual([]);
    const settled = applyAttemptEvent(waiting, { ...success('a1'), vouched: true }, level);
    expect(told(settled)).toMatchObject({ task: 'SUCCEEDED', states: { a1: 'VALID' }, runs: [] });
    expect(settled.task.attempts.get('a1')?.vouched).toBe(true);
    const again = applyAttemptEvent(settled.task, { ...success('a1'), vouched: true }, level);
    expect(again.changed).toEqual([]);
  });

  describe('after a task was settled', () => {
    it.each<[string, TaskSnapshot, RunEvent, Told['states'], Readonly<Record<string, string>>]>([
      [
        'what agrees is valid, and confirms what nobody had',
        snapshot('SUCCEEDED', { t1: 'VALID' }),
        success('a2'),
        { a2: 'VALID' },
        { a2: 'VALID', t1: 'VALID' },
      ],
      [
        'what agrees with what was confirmed is valid alone',
        snapshot('SUCCEEDED', { a1: 'VALID', b2: 'VALID' }),
        success('c3'),
        { c3: 'VALID' },
        { c3: 'VALID' },
      ],
      [
        'what differs from what was confirmed is invalid',
        snapshot('SUCCEEDED', { a1: 'VALID', b2: 'VALID' }),
        success('c3', 2),
        { c3: 'INVALID' },
        { c3: 'INVALID' },
      ],
      [
        'what differs from a vouched result is invalid',
        snapshot('SUCCEEDED', { v1: 'VALID' }),
        success('a2', 2),
        { a2: 'INVALID' },
        { a2: 'INVALID' },
      ],
      [
        'a suspended device says nothing',
        snapshot('SUCCEEDED', { v1: 'VALID' }),
        success('s2', 2),
        { s2: 'REPORTED' },
        {},
      ],
      [
        'an owner who was heard says nothing more',
        snapshot('SUCCEEDED', { a1: 'VALID', b2: 'INVALID', v3: 'VALID' }),
        success('b4', 2),
        { b4: 'REPORTED' },
        {},
      ],
    ])('%s', (...[, task, event, states, found]) => {
      const settlement = applyAttemptEvent(task, event, rules);
      expect(told(settlement).states).toEqual(states);
      expect(
        Object.fromEntries(
          settlement.verdict?.found.map(({ attemptId, outcome }) => [attemptId, outcome]) ?? [],
        ),
      ).toEqual(found);
      expect(settlement.task).toMatchObject({ state: 'SUCCEEDED', output: { json: 1 } });
      expect(settlement.disputed).toBeNull();
    });

    it('what differs from what nobody confirmed puts it in doubt, and waits for a third opinion', () => {
      const settlement = applyAttemptEvent(snapshot('SUCCEEDED', { t1: 'VALID' }), success('a2', 2), rules);
      expect(settlement).toMatchObject({
        task: { state: 'SUCCEEDED', output: { json: 1 } },
        changed: [{ id: 'a2', state: 'REPORTED', said: { output: { json: 2 } } }],
        verdict: null,
        disputed: { id: 't1' },
      });
    });

    it.each<[TaskState, AttemptState]>([
      ['FAILED', 'ABANDONED'],
      ['CANCELED', 'ABANDONED'],
      ['SUCCEEDED', 'LEASED'],
    ])('what is leased of a task that is %s is %s', (state, expected) => {
      const leasedLate = applyAttemptEvent(snapshot(state), lease('a1'), rules);
      expect(told(leasedLate)).toMatchObject({ task: state, states: { a1: expected }, runs: [] });
      const heard = applyAttemptEvent(leasedLate.task, success('a1'), rules);
      expect(told(heard).states).toEqual({ a1: 'REPORTED' });
    });
  });

  const events = fc.array(
    fc
      .tuple(
        fc.constantFrom('a1', 'b1', 'c2', 'd2', 'v3', 't4', 's5'),
        fc.constantFrom<(id: string) => RunEvent>(
          lease,
          (id) => success(id),
          (id) => success(id, 2),
          (id) => failure(id),
          (id) => failure(id, 'ABANDONED'),
          (id) => failure(id, 'ERROR', 'input'),
        ),
      )
      .map(([id, make]) => make(id)),
    { maxLength: 25 },
  );

  it('settles a task at most once, and asks for no more runs than it may have attempts, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const played = play(sequence);
        expect(played.settlements).toBeLessThanOrEqual(1);
        expect(played.valid > 0).toBe(played.task.state === 'SUCCEEDED');
        expect(played.asked).toBeLessThanOrEqual(defaultVerificationPolicy.maxAttempts);
        expect(isSettled(played.task.state) ? played.task.runs : []).toEqual([]);
      }),
    );
  });

  it('always has a run under way while it is not settled', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const { task } = play(sequence);
        expect(isSettled(task.state) || task.runs.length > 0).toBe(true);
      }),
    );
  });

  it('is not changed by hearing the same again', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat(24)), (sequence, repeats) => {
        const once = play(sequence);
        const heard = sequence
          .slice(0, 10)
          .map(() => sequence[repeats.next().value % Math.max(1, sequence.length)]);
        const again = play(
          heard.flatMap((event) => event ?? []),
          once.task,
        );
        expect(again.task).toEqual(once.task);
        expect([again.asked, again.settlements]).toEqual([0, 0]);
      }),
    );
  });
});

function play(events: readonly RunEvent[], from: TaskSnapshot = snapshot('QUEUED')) {
  let task = from;
  let [settlements, asked, launched] = [0, 0, 0];
  for (const event of events) {
    const settlement = applyAttemptEvent(task, event, rules);
    if (isSettled(settlement.task.state) && !isSettled(task.state)) settlements++;
    if (isSettled(task.state)) expect(settlement.task.state).toBe(task.state);
    asked += settlement.launch + (settlement.again === null ? 0 : 1);
    const tags = Array.from({ length: settlement.launch }, () => `new ${(launched += 1)}`);
    task = { ...settlement.task, runs: [...settlement.task.runs, ...tags] };
  }
  const valid = [...task.attempts.values()].filter(({ state }) => state === 'VALID').length;
  return { task, settlements, asked, valid };
}

import type { AttemptEvent } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAttemptEvent, type Settlement, type TaskSnapshot } from '../../src/rules/applyAttemptEvent.js';
import type { AttemptState } from '../../src/rules/attemptState.js';
import { isSettled, type TaskState } from '../../src/rules/taskState.js';

const base = {
  taskId: 't',
  jobId: 'j',
  communityId: 'c',
  fleetId: 'f',
  deviceId: 'd',
  ownerId: 'o',
  vouched: false,
  at: '2026-01-01T00:00:00Z',
};
const limits = { maxErrors: 3, maxAttempts: 8 };

type Outcome = 'ERROR' | 'TIMED_OUT' | 'ABANDONED';
type Fault = 'input' | 'model' | 'device';

const lease = (attemptId: string): AttemptEvent => ({
  ...base,
  attemptId,
  type: 'leased',
  placement: { score: 1, reasons: [] },
});
const success = (attemptId: string): AttemptEvent => ({
  ...base,
  attemptId,
  type: 'succeeded',
  output: { type: 'inline', json: attemptId },
  runMs: 1,
  signature: '',
});
const failure = (attemptId: string, outcome: Outcome = 'ERROR', fault: Fault = 'device'): AttemptEvent => ({
  ...base,
  attemptId,
  type: 'failed',
  outcome,
  failure: { code: 'BROKE', message: '', fault },
});

const snapshot = (state: TaskState, attempts: Readonly<Record<string, AttemptState>> = {}): TaskSnapshot => ({
  state,
  attempts: new Map(Object.entries(attempts)),
});

describe('applyAttemptEvent', () => {
  it.each<[string, TaskSnapshot, AttemptEvent, Partial<Settlement>]>([
    [
      'a lease dispatches a queued task',
      snapshot('QUEUED'),
      lease('1'),
      { task: 'DISPATCHED', attempt: 'LEASED' },
    ],
    [
      'a result settles it',
      snapshot('DISPATCHED', { 1: 'LEASED' }),
      success('1'),
      { task: 'SUCCEEDED', attempt: 'VALID' },
    ],
    ['a result needs no lease', snapshot('QUEUED'), success('1'), { task: 'SUCCEEDED', attempt: 'VALID' }],
    [
      'a result after an abandonment still counts',
      snapshot('QUEUED', { 1: 'ABANDONED' }),
      success('1'),
      { task: 'SUCCEEDED', attempt: 'VALID' },
    ],
    [
      'a second result is only reported',
      snapshot('SUCCEEDED', { 1: 'VALID' }),
      success('2'),
      { task: 'SUCCEEDED', attempt: 'REPORTED' },
    ],
    [
      'a result of a canceled task is only reported',
      snapshot('CANCELED', { 1: 'LEASED' }),
      success('1'),
      { task: 'CANCELED', attempt: 'REPORTED' },
    ],
    [
      'the same result again changes nothing',
      snapshot('SUCCEEDED', { 1: 'VALID' }),
      success('1'),
      { task: 'SUCCEEDED', attempt: null },
    ],
    [
      'a late lease changes nothing',
      snapshot('SUCCEEDED', { 1: 'VALID' }),
      lease('1'),
      { task: 'SUCCEEDED', attempt: null },
    ],
    [
      'the same failure again is not tried again',
      snapshot('QUEUED', { 1: 'ERROR' }),
      failure('1'),
      { retry: false, attempt: null },
    ],
    [
      "a device's error is tried again",
      snapshot('DISPATCHED', { 1: 'LEASED' }),
      failure('1'),
      { task: 'QUEUED', attempt: 'ERROR', retry: true },
    ],
    [
      "the input's fault is final",
      snapshot('DISPATCHED'),
      failure('1', 'ERROR', 'input'),
      { task: 'FAILED', retry: false },
    ],
    [
      "the model's fault is final",
      snapshot('DISPATCHED'),
      failure('1', 'ERROR', 'model'),
      { task: 'FAILED', retry: false },
    ],
    [
      'the third error is final',
      snapshot('DISPATCHED', { 1: 'ERROR', 2: 'ERROR' }),
      failure('3'),
      { task: 'FAILED' },
    ],
    [
      'losing a device is no error',
      snapshot('DISPATCHED', { 1: 'ERROR', 2: 'ERROR' }),
      failure('3', 'ABANDONED'),
      { task: 'QUEUED', retry: true },
    ],
    [
      'the eighth attempt is final',
      snapshot(
        'DISPATCHED',
        Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((id) => [id, 'ABANDONED' as const])),
      ),
      failure('8', 'TIMED_OUT'),
      { task: 'FAILED', attempt: 'TIMED_OUT' },
    ],
    [
      'attempts under way do not count',
      snapshot('DISPATCHED', { 1: 'LEASED', 2: 'LEASED' }),
      failure('2'),
      { task: 'QUEUED' },
    ],
    [
      'a failure of a settled task changes nothing of it',
      snapshot('SUCCEEDED', { 1: 'VALID' }),
      failure('2'),
      { task: 'SUCCEEDED', attempt: 'ERROR', retry: false },
    ],
  ])('%s', (...[, task, event, expected]) => {
    expect(applyAttemptEvent(task, event, limits)).toMatchObject(expected);
  });

  const events = fc.array(
    fc
      .tuple(
        fc.constantFrom('1', '2', '3', '4', '5'),
        fc.constantFrom<(id: string) => AttemptEvent>(
          lease,
          success,
          (id) => failure(id),
          (id) => failure(id, 'ABANDONED'),
          (id) => failure(id, 'TIMED_OUT'),
        ),
      )
      .map(([id, make]) => make(id)),
    { maxLength: 25 },
  );

  it('settles a task at most once, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const run = play(sequence);
        expect(run.settlements).toBeLessThanOrEqual(1);
        expect([...run.attempts.values()].filter((state) => state === 'VALID')).toHaveLength(
          run.state === 'SUCCEEDED' ? 1 : 0,
        );
      }),
    );
  });

  it('comes to the same end when events are repeated later', () => {
    fc.assert(
      fc.property(
        events,
        fc.array(fc.tuple(fc.nat(24), fc.nat(24)), { maxLength: 10 }),
        (sequence, repeats) => {
          const repeated = [...sequence];
          for (const [from, distance] of repeats) {
            const event = repeated[from];
            if (event !== undefined)
              repeated.splice(Math.min(from + 1 + distance, repeated.length), 0, event);
          }
          const [once, again] = [play(sequence), play(repeated)];
          expect(again.state === 'QUEUED' || again.state === 'DISPATCHED').toBe(
            once.state === 'QUEUED' || once.state === 'DISPATCHED',
          );
          expect(isSettled(again.state) ? again.state : 'open').toBe(
            isSettled(once.state) ? once.state : 'open',
          );
          expect(again.retries).toBe(once.retries);
          expect(again.attempts).toEqual(once.attempts);
        },
      ),
    );
  });

  it('never tries again more often than attempts may end', () => {
    fc.assert(fc.property(events, (sequence) => play(sequence).retries < limits.maxAttempts));
  });
});

function play(events: readonly AttemptEvent[]) {
  let state: TaskState = 'QUEUED';
  const attempts = new Map<string, AttemptState>();
  let [settlements, retries] = [0, 0];
  for (const event of events) {
    const settlement = applyAttemptEvent({ state, attempts }, event, limits);
    if (settlement.attempt !== null) attempts.set(event.attemptId, settlement.attempt);
    if (isSettled(settlement.task) && !isSettled(state)) settlements++;
    if (isSettled(state)) expect(settlement.task).toBe(state);
    if (settlement.retry) retries++;
    state = settlement.task;
  }
  return { state, attempts, settlements, retries };
}

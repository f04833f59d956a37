import type { AttemptEvent, Comparator, JsonValue, TaskFailure, TaskOutput } from '@ai-collective/contracts';
import { knowledgeOf, type AttemptState } from './attemptState.js';
import { isSettled, type TaskState } from './taskState.js';
import type { ReportedResult } from './verification/agreement.js';
import type { TrustLevel } from './verification/deviceTrust.js';
import { countedErrors } from './verification/countedErrors.js';
import { judge, type TaskEvidence, type Verdict } from './verification/judge.js';
import { judgeLate } from './verification/judgeLate.js';
import { outputDigest } from './verification/outputDigest.js';
import type { VerificationPolicy } from './verification/verificationPolicy.js';

/** What a device says came of a task: an output, or a failure that is the input's or the model's fault. */
export type Said =
  | { readonly type: 'output'; readonly output: TaskOutput }
  | { readonly type: 'failure'; readonly failure: TaskFailure };

/** An attempt as far as settling its task needs it. */
export interface AttemptSnapshot {
  readonly id: string;
  readonly state: AttemptState;
  /** The tag of the run it was made for. */
  readonly run: string;
  readonly deviceId: string;
  readonly ownerId: string;
  readonly vouched: boolean;
  /** Set while it is REPORTED and waits for a verdict. */
  readonly said: Said | null;
}

/** A task as far as settling it needs: its state, the tags of its runs that have not ended, its attempts by id, and its result. */
export interface TaskSnapshot {
  readonly state: TaskState;
  readonly runs: readonly string[];
  readonly attempts: ReadonlyMap<string, AttemptSnapshot>;
  /** Once it SUCCEEDED. */
  readonly output: TaskOutput | null;
}

/** How far the device of an attempt is believed, and what its lease asks for because of that. */
export interface Belief {
  readonly level: TrustLevel;
  readonly quorum: number;
  /** Whether it was drawn that the device is to be given a task whose result is known. */
  readonly bait: boolean;
}

export interface SettlingRules {
  readonly comparator: Comparator;
  readonly policy: VerificationPolicy;
  readonly beliefIn: (attempt: AttemptSnapshot) => Belief;
  /** What was read of outputs in blobs, by CID; one that was not read agrees with itself alone. */
  readonly blobs?: ReadonlyMap<string, JsonValue>;
}

/** What an event changes. */
export interface Settlement {
  readonly task: TaskSnapshot;
  /** The attempts that are other than they were. */
  readonly changed: readonly AttemptSnapshot[];
  /** A run that is to be queued again. */
  readonly again: string | null;
  /** How many runs are to be queued besides. */
  readonly launch: number;
  /** Set when this event makes the task fail. */
  readonly failure: TaskFailure | null;
  /** Set when reports were judged: by this event the task was settled, or what came after that was compared. */
  readonly verdict: Judged | null;
  /** The attempt whose result was accepted unconfirmed, and is contradicted now: only others can tell which is right. */
  readonly disputed: AttemptSnapshot | null;
}

/** What was made of reports. `found` is what comparing them says of their devices: nothing when there was nothing to compare. */
export interface Judged {
  readonly canonical: string;
  readonly verified: boolean;
  readonly found: readonly { readonly attemptId: string; readonly outcome: 'VALID' | 'INVALID' }[];
  readonly accepted: readonly string[];
  readonly inconclusive: readonly string[];
}

/**
 * Decides what one attempt event does to a task. A settled task never changes; an event heard before, or overtaken
 * by a later one of its attempt, changes nothing at all. So however events are repeated or reordered,
 * a task is settled at most once.
 */
export function applyAttemptEvent(
  task: TaskSnapshot,
  event: AttemptEvent & { readonly run: string },
  rules: SettlingRules,
): Settlement {
  const noting = noteEvent(task, event);
  if (noting === null) return unchanged(task);
  const { attempt, noted } = noting;
  if (isSettled(task.state)) return judgeAfterwards(noted, attempt, rules);
  const ended =
    attempt.state === 'LEASED' ? noted : { ...noted, runs: task.runs.filter((run) => run !== event.run) };
  const verdict = judge(evidenceOf(ended, rules), rules.comparator, rules.policy);
  switch (verdict.type) {
    case 'WAIT':
      return goOn(ended, attempt, verdict.launch);
    case 'SETTLE':
      return settle(ended, attempt, verdict);
    case 'FAIL':
      return fail(ended, attempt, event.type === 'failed' ? event.failure : failureFor(verdict.reason));
  }
}

/** A task with what an event says of its attempt; null when that is no more than is known. */
export function noteEvent(
  task: TaskSnapshot,
  event: AttemptEvent & { readonly run: string },
): { readonly attempt: AttemptSnapshot; readonly noted: TaskSnapshot } | null {
  const known = task.attempts.get(event.attemptId);
  const state = attemptStateAfter(task.state, event);
  if (known !== undefined && !saysMore(task, known, { event, state })) return null;
  const attempt = attemptAfter(event, state, known);
  return { attempt, noted: { ...task, attempts: new Map(task.attempts).set(attempt.id, attempt) } };
}

/** That somebody vouches for its device by now is news of a result that waits. */
function saysMore(
  task: TaskSnapshot,
  known: AttemptSnapshot,
  { event, state }: { readonly event: AttemptEvent; readonly state: AttemptState },
): boolean {
  if (event.type === 'leased') return false;
  const isBacked = event.vouched && !known.vouched && known.state === 'REPORTED' && !isSettled(task.state);
  return isBacked || knowledgeOf(state) > knowledgeOf(known.state);
}

function unchanged(task: TaskSnapshot): Settlement {
  return { task, changed: [], again: null, launch: 0, failure: null, verdict: null, disputed: null };
}

/**
 * A device's own fault ends its attempt; that something else is at fault is a report, like an output. What is leased when its task
 * has ended without a result is run for nothing, and nobody would say that it ended.
 */
function attemptStateAfter(task: TaskState, event: AttemptEvent): AttemptState {
  if (event.type === 'leased') return task === 'FAILED' || task === 'CANCELED' ? 'ABANDONED' : 'LEASED';
  if (event.type === 'succeeded') return 'REPORTED';
  return event.failure.fault === 'device' || isSettled(task) ? event.outcome : 'REPORTED';
}

function attemptAfter(
  event: AttemptEvent & { readonly run: string },
  state: AttemptState,
  known: AttemptSnapshot | undefined,
): AttemptSnapshot {
  const { attemptId: id, run, deviceId, ownerId, vouched } = event;
  const base = known ?? { id, run, deviceId, ownerId, vouched };
  return { ...base, vouched: base.vouched || vouched, state, said: saidBy(event, state) };
}

function saidBy(event: AttemptEvent, state: AttemptState): Said | null {
  if (state !== 'REPORTED') return null;
  if (event.type === 'succeeded') return { type: 'output', output: event.output };
  return event.type === 'failed' ? { type: 'failure', failure: event.failure } : null;
}

/** Attempts that ended count, and of those that go on, whose devices decide how many opinions it takes. */
function evidenceOf({ attempts, runs }: TaskSnapshot, rules: SettlingRules): TaskEvidence {
  const { beliefIn } = rules;
  const all = [...attempts.values()];
  const open = all.filter(({ state }) => state === 'LEASED' || state === 'REPORTED');
  const count = (...states: readonly AttemptState[]) =>
    all.filter(({ state }) => states.includes(state)).length;
  return {
    results: all.flatMap((attempt) => reportedResult(attempt, rules)),
    quorum: Math.max(1, ...open.map((attempt) => beliefIn(attempt).quorum)),
    underWay: runs.length,
    errors: count('ERROR'),
    countedErrors: countedErrors(all),
    lost: count('TIMED_OUT', 'ABANDONED'),
  };
}

/** What an attempt that waits for a verdict reported; none of others. */
export function reportedResult(
  attempt: AttemptSnapshot,
  rules: Pick<SettlingRules, 'beliefIn' | 'blobs'>,
): readonly ReportedResult[] {
  const { id: attemptId, deviceId, ownerId, said } = attempt;
  if (said === null) return [];
  const base = { attemptId, deviceId, ownerId, level: rules.beliefIn(attempt).level };
  // Of failures only the code counts: the words may name a device's own paths and numbers.
  if (said.type === 'failure') return [{ ...base, digest: `failure ${said.failure.code}` }];
  return [{ ...base, ...compared(said.output, rules) }];
}

/** What an output is compared by. */
export function compared(
  output: TaskOutput,
  { blobs }: Pick<SettlingRules, 'blobs'>,
): Pick<ReportedResult, 'digest' | 'json'> {
  const json = output.type === 'inline' ? output.json : blobs?.get(output.cid);
  return { digest: outputDigest(output), json };
}

/** A run that ended without a result is queued again, before any other is. */
function goOn(task: TaskSnapshot, attempt: AttemptSnapshot, launch: number): Settlement {
  const retries = launch > 0 && attempt.said === null && attempt.state !== 'LEASED';
  const runs = retries ? [...task.runs, attempt.run] : task.runs;
  return {
    ...unchanged({ ...task, runs, state: stateBefore(task, attempt) }),
    changed: [attempt],
    again: retries ? attempt.run : null,
    launch: retries ? launch - 1 : launch,
  };
}

/** Where a task is that goes on. */
function stateBefore({ attempts, runs }: TaskSnapshot, changed: AttemptSnapshot): TaskState {
  const all = [...attempts.values()];
  if (all.some(({ said }) => said !== null)) return 'VERIFYING';
  const leased = all.some(
    ({ id, state, run }) =>
      state === 'LEASED' && runs.includes(run) && (id === changed.id || run !== changed.run),
  );
  return leased ? 'DISPATCHED' : 'QUEUED';
}

/**
 * A result that comes after its task was settled is compared with the task's, so that it counts for what is known of the
 * device: it may be the other of two runs, or a bait. Where it does not agree with one that nobody confirmed, nobody
 * knows which is wrong: it waits for a third opinion.
 */
function judgeAfterwards(task: TaskSnapshot, attempt: AttemptSnapshot, rules: SettlingRules): Settlement {
  const late = reportedResult(attempt, rules)[0];
  const valid = [...task.attempts.values()].filter(({ state }) => state === 'VALID');
  const [first] = valid;
  const changed = (state: AttemptState): Settlement => {
    const judged = { ...attempt, state, said: null };
    return {
      ...unchanged({ ...task, attempts: new Map(task.attempts).set(attempt.id, judged) }),
      changed: [judged],
    };
  };
  if (late === undefined || first === undefined || task.output === null) return changed(attempt.state);
  const verified = new Set(valid.map(({ ownerId }) => ownerId)).size > 1;
  const vouched = valid.some((one) => rules.beliefIn(one).level === 'VOUCHED');
  const canonical: ReportedResult = {
    ...{ attemptId: first.id, deviceId: first.deviceId, ownerId: first.ownerId },
    ...{ level: vouched ? 'VOUCHED' : 'TRUSTED', ...compared(task.output, rules) },
  };
  const ownerIds = [...task.attempts.values()]
    .filter(({ id, state }) => id !== attempt.id && (state === 'VALID' || state === 'INVALID'))
    .map(({ ownerId }) => ownerId);
  const outcome = judgeLate({ canonical, verified, ownerIds }, late, rules.comparator);
  if (outcome === 'DISPUTES') return { ...unchanged(task), changed: [attempt], disputed: first };
  if (outcome === 'INCONCLUSIVE') return changed('REPORTED');
  const confirmed = outcome === 'VALID' && !verified ? valid.map(({ id }) => id) : [];
  const found = [
    { attemptId: attempt.id, outcome },
    ...confirmed.map((attemptId) => ({ attemptId, outcome: 'VALID' as const })),
  ];
  const verdict = { canonical: first.id, verified: true, found, accepted: [], inconclusive: [] };
  return { ...changed(outcome), verdict };
}

function settle(
  task: TaskSnapshot,
  attempt: AttemptSnapshot,
  verdict: Extract<Verdict, { type: 'SETTLE' }>,
): Settlement {
  const said = task.attempts.get(verdict.canonical)?.said ?? null;
  const valid = said?.type === 'failure' ? 'ERROR' : 'VALID';
  const states = new Map<string, AttemptState>([
    ...verdict.valid.map((id) => [id, valid] as const),
    ...verdict.invalid.map((id) => [id, 'INVALID'] as const),
    ...verdict.inconclusive.map((id) => [id, 'INCONCLUSIVE'] as const),
  ]);
  const after = concluded(task, states);
  return {
    ...conclude(task, attempt, states),
    task:
      said?.type === 'output'
        ? { ...after, state: 'SUCCEEDED', output: said.output }
        : { ...after, state: 'FAILED' },
    failure: said?.type === 'failure' ? said.failure : null,
    verdict: judgedOf(verdict),
  };
}

function judgedOf({
  canonical,
  verified,
  valid,
  invalid,
  inconclusive,
}: Extract<Verdict, { type: 'SETTLE' }>): Judged {
  const found = [
    ...valid.map((attemptId) => ({ attemptId, outcome: 'VALID' as const })),
    ...invalid.map((attemptId) => ({ attemptId, outcome: 'INVALID' as const })),
  ];
  return { canonical, verified, found: verified ? found : [], accepted: verified ? [] : valid, inconclusive };
}

function fail(task: TaskSnapshot, attempt: AttemptSnapshot, failure: TaskFailure): Settlement {
  const reported = [...task.attempts.values()].filter(({ said }) => said !== null);
  const states = new Map(reported.map(({ id }) => [id, 'INCONCLUSIVE'] as const));
  return {
    ...conclude(task, attempt, states),
    task: { ...concluded(task, states), state: 'FAILED' },
    failure,
  };
}

function conclude(
  task: TaskSnapshot,
  attempt: AttemptSnapshot,
  states: ReadonlyMap<string, AttemptState>,
): Settlement {
  const after = concluded(task, states);
  const ids = new Set([attempt.id, ...states.keys()]);
  const changed = [...after.attempts.values()].filter(({ id }) => ids.has(id));
  return { ...unchanged(after), changed };
}

function concluded(task: TaskSnapshot, states: ReadonlyMap<string, AttemptState>): TaskSnapshot {
  const attempts = new Map(
    [...task.attempts].map(([id, attempt]) => {
      const state = states.get(id);
      return [id, state === undefined ? attempt : { ...attempt, state, said: null }];
    }),
  );
  return { ...task, attempts, runs: [] };
}

const failures: Readonly<Record<Extract<Verdict, { type: 'FAIL' }>['reason'], string>> = {
  TOO_MANY_ERRORS: 'Too many devices could not do it.',
  TOO_MANY_ATTEMPTS: 'Devices had it too often without coming to a result.',
  NO_AGREEMENT: 'Devices came to different results, and no two owners to the same.',
};

function failureFor(reason: keyof typeof failures): TaskFailure {
  return { code: reason, message: failures[reason], fault: 'device' };
}

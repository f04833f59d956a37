import type { AttemptEvent, TaskOutput } from '@ai-collective/contracts';
import {
  compared,
  noteEvent,
  reportedResult,
  type AttemptSnapshot,
  type Judged,
  type SettlingRules,
  type TaskSnapshot,
} from './applyAttemptEvent.js';
import type { AttemptState } from './attemptState.js';
import {
  auditOutcome,
  countedErrors,
  judge,
  type ReportedResult,
  type TaskEvidence,
  type Verdict,
} from './verification/index.js';

/** The audit of an accepted result: its task is run again, since a device that gave it was caught. */
export interface OpenAudit {
  /** The tags of all runs that were asked for because of it. */
  readonly runs: readonly string[];
}

/** A task that succeeded. */
export interface AuditedTask extends TaskSnapshot {
  readonly output: TaskOutput;
}

/** What an event changes in an audit. */
export interface AuditStep {
  readonly task: AuditedTask;
  /** The attempts that are other than they were. */
  readonly changed: readonly AttemptSnapshot[];
  /** How many runs are to be asked for besides. */
  readonly launch: number;
  /** OPEN: it goes on. UNDECIDED: nothing better is known, and the result stays, unverified. */
  readonly state: 'OPEN' | 'CONFIRMED' | 'REPLACED' | 'UNDECIDED';
  /** Once it is CONFIRMED or REPLACED. */
  readonly verdict: Judged | null;
  /** The attempts that had given the result: what is found of them was brought up by the audit. */
  readonly accepted: readonly string[];
}

interface Auditing {
  readonly audit: OpenAudit;
  readonly rules: SettlingRules;
}

/**
 * Decides what one attempt event does to a task whose accepted result is audited. Judged is the task's result, on behalf of all
 * who gave it, beside whatever else was reported. A failure of any kind is one try less: the task succeeded before. An event that
 * says no more than is known changes nothing, and an audit ends within as many tries as a task may have.
 */
export function applyAuditEvent(
  task: AuditedTask,
  event: AttemptEvent & { readonly run: string },
  auditing: Auditing,
): AuditStep {
  const noting = noteEvent(task, event);
  if (noting === null) return goOn(task, [], 0);
  const { attempt } = noting;
  const noted = { ...task, attempts: noting.noted.attempts };
  const { comparator, policy } = auditing.rules;
  const results = resultsOf(noted, auditing.rules);
  const verdict = judge(evidenceOf(noted, results, auditing), comparator, policy);
  const [accepted] = results;
  if (accepted === undefined || verdict.type === 'FAIL') return undecided(noted, attempt);
  if (verdict.type === 'WAIT') return goOn(noted, [attempt], verdict.launch);
  const outcome = auditOutcome({ accepted, results, comparator }, verdict);
  return outcome?.type === 'REPLACED' ? replace(noted, attempt, verdict) : keep(noted, attempt, verdict);
}

type Settled = Extract<Verdict, { type: 'SETTLE' }>;

function goOn(task: AuditedTask, changed: readonly AttemptSnapshot[], launch: number): AuditStep {
  return { task, changed, launch, state: 'OPEN', verdict: null, accepted: [] };
}

function acceptedOf({ attempts }: TaskSnapshot): readonly AttemptSnapshot[] {
  return [...attempts.values()].filter(({ state }) => state === 'VALID');
}

/**
 * The accepted result, once for each device that gave it, first; then what waits. A device that was vouched for is no longer believed
 * alone: of what it gave just that is in doubt.
 */
function resultsOf(task: AuditedTask, rules: SettlingRules): readonly ReportedResult[] {
  const { beliefIn } = rules;
  const output = compared(task.output, rules);
  const accepted = acceptedOf(task).map((attempt): ReportedResult => {
    const { id: attemptId, deviceId, ownerId } = attempt;
    const { level } = beliefIn(attempt);
    return { attemptId, deviceId, ownerId, level: level === 'VOUCHED' ? 'TRUSTED' : level, ...output };
  });
  return [...accepted, ...[...task.attempts.values()].flatMap((attempt) => reportedResult(attempt, rules))];
}

/** Tries of the audit's own runs count, and those of others only with what they reported. */
function evidenceOf(
  task: AuditedTask,
  results: readonly ReportedResult[],
  { audit, rules: { beliefIn, policy } }: Auditing,
): TaskEvidence {
  const own = [...task.attempts.values()].filter(({ run }) => audit.runs.includes(run));
  const count = (...states: readonly AttemptState[]) =>
    own.filter(({ state }) => states.includes(state)).length;
  const ended = new Set(own.filter(({ state }) => state !== 'LEASED').map(({ run }) => run));
  const hasItsSay = acceptedOf(task).some((attempt) => beliefIn(attempt).level !== 'SUSPENDED');
  const reported = [...task.attempts.values()].filter(({ said }) => said !== null);
  const plans = reported.map((attempt) => beliefIn(attempt).quorum);
  return {
    results,
    quorum: Math.max(hasItsSay ? policy.quorum : 1, ...plans),
    underWay: audit.runs.filter((run) => !ended.has(run)).length,
    errors: count('ERROR'),
    countedErrors: countedErrors(own),
    lost: count('TIMED_OUT', 'ABANDONED'),
  };
}

function undecided(task: AuditedTask, attempt: AttemptSnapshot): AuditStep {
  const waiting = [...task.attempts.values()].filter(({ said }) => said !== null);
  const states = new Map(waiting.map(({ id }) => [id, 'INCONCLUSIVE'] as const));
  return { ...goOn(task, [], 0), ...judged(task, attempt, states), state: 'UNDECIDED' };
}

/** The accepted result stands. Of those who gave it nothing changes, even where their word counts no more. */
function keep(task: AuditedTask, attempt: AttemptSnapshot, verdict: Settled): AuditStep {
  const accepted = acceptedOf(task).map(({ id }) => id);
  const states = new Map([...statesOf(verdict)].filter(([id]) => !accepted.includes(id)));
  const found = accepted.map((attemptId) => ({ attemptId, outcome: 'VALID' as const }));
  return {
    ...goOn(task, [], 0),
    ...judged(task, attempt, states),
    state: 'CONFIRMED',
    verdict: judgedOf(verdict, accepted, verdict.verified ? found : []),
    accepted,
  };
}

/** Another takes its place: whoever gave the one before was wrong. */
function replace(task: AuditedTask, attempt: AttemptSnapshot, verdict: Settled): AuditStep {
  const said = task.attempts.get(verdict.canonical)?.said;
  if (said?.type !== 'output') return undecided(task, attempt);
  const accepted = acceptedOf(task).map(({ id }) => id);
  const states = new Map([...statesOf(verdict), ...accepted.map((id) => [id, 'INVALID'] as const)]);
  const found = accepted.map((attemptId) => ({ attemptId, outcome: 'INVALID' as const }));
  const after = judged(task, attempt, states);
  return {
    ...after,
    task: { ...after.task, output: said.output },
    launch: 0,
    state: 'REPLACED',
    verdict: judgedOf(verdict, accepted, found),
    accepted,
  };
}

function statesOf({ valid, invalid, inconclusive }: Settled): ReadonlyMap<string, AttemptState> {
  return new Map<string, AttemptState>([
    ...valid.map((id) => [id, 'VALID'] as const),
    ...invalid.map((id) => [id, 'INVALID'] as const),
    ...inconclusive.map((id) => [id, 'INCONCLUSIVE'] as const),
  ]);
}

function judgedOf(verdict: Settled, accepted: readonly string[], found: Judged['found']): Judged {
  const others = (ids: readonly string[]) => ids.filter((id) => !accepted.includes(id));
  const compared = [
    ...others(verdict.valid).map((attemptId) => ({ attemptId, outcome: 'VALID' as const })),
    ...others(verdict.invalid).map((attemptId) => ({ attemptId, outcome: 'INVALID' as const })),
  ];
  return {
    canonical: verdict.canonical,
    verified: verdict.verified,
    found: verdict.verified ? [...found, ...compared] : found,
    accepted: verdict.verified ? [] : others(verdict.valid),
    inconclusive: others(verdict.inconclusive),
  };
}

function judged(
  task: AuditedTask,
  attempt: AttemptSnapshot,
  states: ReadonlyMap<string, AttemptState>,
): Pick<AuditStep, 'task' | 'changed'> {
  const attempts = new Map(
    [...task.attempts].map(([id, one]) => {
      const state = states.get(id);
      return [id, state === undefined ? one : { ...one, state, said: null }];
    }),
  );
  const ids = new Set([attempt.id, ...states.keys()]);
  return { task: { ...task, attempts }, changed: [...attempts.values()].filter(({ id }) => ids.has(id)) };
}

import type { AttemptEvent } from '@ai-collective/contracts';
import { confirm, type SqlTransaction, type Logger, type PolicyInForce } from '@ai-collective/platform';
import type { Outlook } from '../entities/Outlook.js';
import type { JobWatchers } from '../progress/JobWatchers.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { applyAttemptEvent, type AttemptLimits } from '../rules/applyAttemptEvent.js';
import type { AttemptState } from '../rules/attemptState.js';
import { isSettled } from '../rules/taskState.js';
import { attemptIds } from './attemptIds.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import { settleCredit } from './credit/settleCredit.js';
import { loadOutlook } from './loadOutlook.js';
import { requeueTasks } from './requeueTasks.js';
import {
  finishedBy,
  lockTasks,
  writeTaskChanges,
  type LockedJob,
  type LockedTask,
  type TaskChange,
} from './taskChange.js';
import {
  attemptRow,
  loadAttempts,
  upsertAttempts,
  type AttemptRow,
  type KnownAttempt,
} from './upsertAttempts.js';

export interface SettlingParts {
  /** What is in force in the community, which lies in these others. */
  readonly policyOf: (ancestors: readonly string[]) => PolicyInForce;
  readonly watchers: Pick<JobWatchers, 'wantsOutcome' | 'replica'>;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Takes one community's attempt events into account, in the transaction given. Gives what, once that is committed, tells
 * how jobs ended that somebody here waits for. An event that claims an attempt of another task is logged and ignored:
 * which attempt a device reports is its own word.
 */
export async function settleCommunity(
  sql: SqlTransaction,
  events: readonly AttemptEvent[],
  { policyOf, watchers, log }: SettlingParts,
): Promise<() => Promise<readonly Outlook[]>> {
  const [tasks, attempts] = await Promise.all([
    lockTasks(sql, [...new Set(events.map(({ taskId }) => taskId))]),
    loadAttempts(sql, events),
  ]);
  const known = {
    tasks,
    ...knownOf(attempts),
    limitsOf: ({ ancestors }: LockedJob) => limitsOf(policyOf(ancestors)),
  };
  const outcome = decide(events, known);
  for (const event of outcome.misplaced)
    log.error(attemptIds(event), "an attempt event names another task's attempt; it is ignored");
  return write(sql, outcome, watchers);
}

/** What asks nothing back leaves together, in this order, with the commit. */
async function write(
  sql: SqlTransaction,
  { attempts, changes, retries }: Outcome,
  watchers: SettlingParts['watchers'],
): Promise<() => Promise<readonly Outlook[]>> {
  const changed = [...changes.values()];
  const settled = changed.filter(({ state }) => isSettled(state)).map(({ task }) => task.id);
  const finished = finishedBy(changed);
  await requeueTasks(sql, [...retries]);
  sql.last(
    upsertAttempts(sql, [...attempts.values()]),
    writeTaskChanges(sql, changed),
    confirm(sql, settled),
    auditFinishedJobs(sql, finished),
    notifyProgress(sql, [...new Set(changed.map(({ task }) => task.job.id))], watchers.replica),
  );
  const valid = [...attempts.values()].filter(({ state }) => state === 'VALID').map(({ id }) => id);
  await settleCredit(sql, { attempts: valid, finished: finished.map(({ id }) => id) });
  const ends = Promise.all(
    finished.filter(({ id }) => watchers.wantsOutcome(id)).map((job) => loadOutlook(sql, job)),
  );
  sql.last(ends);
  return () => ends;
}

function limitsOf({ parameters }: PolicyInForce): AttemptLimits {
  return { maxErrors: parameters['tasks.maxErrors'], maxAttempts: parameters['tasks.maxAttempts'] };
}

interface Known {
  readonly tasks: ReadonlyMap<string, LockedTask>;
  /** The states of attempts, by task and attempt id. */
  readonly attempts: Map<string, Map<string, AttemptState>>;
  /** The task of each attempt. */
  readonly owners: Map<string, string>;
  readonly limitsOf: (job: LockedJob) => AttemptLimits;
}

interface Outcome {
  readonly attempts: Map<string, AttemptRow>;
  readonly changes: Map<string, TaskChange>;
  readonly retries: Set<string>;
  /** Events that claim an attempt of another task. */
  readonly misplaced: AttemptEvent[];
}

function knownOf(rows: readonly KnownAttempt[]): Pick<Known, 'attempts' | 'owners'> {
  const attempts: Known['attempts'] = new Map();
  for (const { id, task, state } of rows)
    attempts.set(task, (attempts.get(task) ?? new Map<string, AttemptState>()).set(id, state));
  return { attempts, owners: new Map(rows.map(({ id, task }) => [id, task])) };
}

/** Applies the events in order. Events of tasks that do not exist here (any more) are left out. */
function decide(events: readonly AttemptEvent[], known: Known): Outcome {
  const outcome: Outcome = { attempts: new Map(), changes: new Map(), retries: new Set(), misplaced: [] };
  for (const event of events) {
    const task = known.tasks.get(event.taskId);
    if (task === undefined) continue;
    const owner = known.owners.get(event.attemptId) ?? task.id;
    if (owner === task.id) apply(event, task, { known, outcome });
    else outcome.misplaced.push(event);
  }
  return outcome;
}

function apply(
  event: AttemptEvent,
  task: LockedTask,
  { known, outcome }: { known: Known; outcome: Outcome },
): void {
  const states = known.attempts.get(task.id) ?? new Map<string, AttemptState>();
  const { state: current, resends } = outcome.changes.get(task.id) ?? task;
  const settlement = applyAttemptEvent({ state: current, attempts: states }, event, known.limitsOf(task.job));
  if (settlement.attempt === null) return;
  known.attempts.set(task.id, states.set(event.attemptId, settlement.attempt));
  known.owners.set(event.attemptId, task.id);
  outcome.attempts.set(
    event.attemptId,
    attemptRow(event, settlement.attempt, outcome.attempts.get(event.attemptId)),
  );
  if (isSettled(current)) return;
  outcome.changes.set(task.id, {
    task,
    state: settlement.task,
    resends: event.type === 'leased' ? 0 : resends,
    output: settlement.task === 'SUCCEEDED' && event.type === 'succeeded' ? event.output : null,
    failure: settlement.failure,
  });
  if (settlement.retry) outcome.retries.add(task.id);
  else outcome.retries.delete(task.id);
}

import type { AttemptEvent } from '@ai-collective/contracts';
import { confirm, type EntityManager, type PolicyInForce } from '@ai-collective/platform';
import { notifyProgress } from '../progress/progressChannel.js';
import { applyAttemptEvent, type AttemptLimits } from '../rules/applyAttemptEvent.js';
import type { AttemptState } from '../rules/attemptState.js';
import { isSettled } from '../rules/taskState.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import type { ComputeServices } from './ComputeServices.js';
import { groupByKey } from './groupByKey.js';
import { requeueTasks } from './requeueTasks.js';
import { lockTasks, writeTaskChanges, type LockedTask, type TaskChange } from './taskChange.js';
import { attemptRow, loadAttemptStates, upsertAttempts, type AttemptRow } from './upsertAttempts.js';

/**
 * Takes a batch of attempt events into account: one transaction for each community in it. Safe to repeat:
 * events that were taken before change nothing.
 */
export async function settleAttempts(
  { database, policies }: Pick<ComputeServices, 'database' | 'policies'>,
  events: readonly AttemptEvent[],
): Promise<void> {
  for (const [community, own] of groupByKey(events, ({ communityId }) => communityId))
    await database.withTenant(community, (em) => settleCommunity(em, own, policies.get(community)));
}

async function settleCommunity(
  em: EntityManager,
  events: readonly AttemptEvent[],
  policy: PolicyInForce,
): Promise<void> {
  const taskIds = [...new Set(events.map(({ taskId }) => taskId))];
  const tasks = await lockTasks(em, taskIds);
  const attempts = await loadAttemptStates(em, taskIds);
  const outcome = decide(events, { tasks, attempts, limits: limitsOf(policy) });
  await upsertAttempts(em, [...outcome.attempts.values()]);
  const changes = [...outcome.changes.values()];
  const finished = await writeTaskChanges(em, changes);
  await confirm(
    em,
    changes.filter(({ state }) => isSettled(state)).map(({ task }) => task.id),
  );
  await requeueTasks(em, [...outcome.retries]);
  await auditFinishedJobs(em, finished);
  await notifyProgress(em, [...new Set(changes.map(({ task }) => task.jobId))]);
}

function limitsOf({ parameters }: PolicyInForce): AttemptLimits {
  return { maxErrors: parameters['tasks.maxErrors'], maxAttempts: parameters['tasks.maxAttempts'] };
}

interface Known {
  readonly tasks: ReadonlyMap<string, LockedTask>;
  readonly attempts: Map<string, Map<string, AttemptState>>;
  readonly limits: AttemptLimits;
}

interface Outcome {
  readonly attempts: Map<string, AttemptRow>;
  readonly changes: Map<string, TaskChange>;
  readonly retries: Set<string>;
}

/** Applies the events in order. Events of tasks that do not exist here (any more) are left out. */
function decide(events: readonly AttemptEvent[], known: Known): Outcome {
  const outcome: Outcome = { attempts: new Map(), changes: new Map(), retries: new Set() };
  for (const event of events) {
    const task = known.tasks.get(event.taskId);
    if (task !== undefined) apply(event, task, { known, outcome });
  }
  return outcome;
}

function apply(
  event: AttemptEvent,
  task: LockedTask,
  { known, outcome }: { known: Known; outcome: Outcome },
): void {
  const states = known.attempts.get(task.id) ?? new Map<string, AttemptState>();
  const current = outcome.changes.get(task.id)?.state ?? task.state;
  const settlement = applyAttemptEvent({ state: current, attempts: states }, event, known.limits);
  if (settlement.attempt === null) return;
  known.attempts.set(task.id, states.set(event.attemptId, settlement.attempt));
  outcome.attempts.set(
    event.attemptId,
    attemptRow(event, settlement.attempt, outcome.attempts.get(event.attemptId)),
  );
  if (isSettled(current)) return;
  outcome.changes.set(task.id, {
    task,
    state: settlement.task,
    resends: task.resends,
    output: settlement.task === 'SUCCEEDED' && event.type === 'succeeded' ? event.output : null,
    failure: settlement.failure,
  });
  if (settlement.retry) outcome.retries.add(task.id);
  else outcome.retries.delete(task.id);
}

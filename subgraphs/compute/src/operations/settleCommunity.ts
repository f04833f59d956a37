import { runIdOf, type AttemptEvent } from '@ai-collective/contracts';
import {
  confirm,
  enqueue,
  type SqlTransaction,
  type Logger,
  type PolicyInForce,
} from '@ai-collective/platform';
import type { Outlook } from '../entities/Outlook.js';
import { standingNotice } from '../events/standingNotice.js';
import type { JobWatchers } from '../progress/JobWatchers.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { isSettled } from '../rules/taskState.js';
import { attemptIds } from './attemptIds.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import { startRecords, suspensionRecords, verdictRecords } from './auditVerdicts.js';
import { chooseBaits } from './chooseBaits.js';
import { dueResults } from './credit/dueResults.js';
import { loadEscrows, settleCredit, type DueResult, type Escrows } from './credit/settleCredit.js';
import { lockBeliefs, readStandings, type Involved } from './deviceBeliefs.js';
import { loadOutlook } from './loadOutlook.js';
import { requeueRuns } from './requeueRuns.js';
import { withRun, type RunEvent } from './runEvent.js';
import { withNextTasks } from './nextTasks.js';
import { Settling, type Loaded } from './Settling.js';
import { finishedBy, lockTasks, startedBy, writeTaskChanges, type TaskChange } from './taskChange.js';
import { loadAttempts, upsertAttempts, type KnownAttempt } from './upsertAttempts.js';

export interface SettlingParts {
  readonly community: string;
  /** What is in force in the community, which lies in these others. */
  readonly policyOf: (ancestors: readonly string[]) => PolicyInForce;
  readonly drawSecret: string;
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
  given: readonly AttemptEvent[],
  parts: SettlingParts,
): Promise<() => Promise<readonly Outlook[]>> {
  const events = given.map(withRun);
  const taskIds = [...new Set(events.map(({ taskId }) => taskId))];
  const [tasks, attempts, standings, escrows] = await Promise.all([
    lockTasks(sql, taskIds),
    loadAttempts(sql, parts.community, events),
    readStandings(sql, parts, [...new Set(events.map(({ deviceId }) => deviceId))]),
    loadEscrows(sql, parts.community, taskIds),
  ]);
  const settling = await settle(sql, events, { parts, loaded: { tasks, attempts, beliefs: standings } });
  for (const event of settling.misplaced)
    parts.log.error(attemptIds(event), "an attempt event names another task's attempt; it is ignored");
  return write(sql, settling, {
    ...parts,
    escrows,
    due: dueResults(settling.attempts.values(), attempts, tasks),
  });
}

/**
 * Takes the events. Where only devices that are vouched for have a say, most batches find nothing of any and need not wait for
 * their rows: only when something was found they are locked, and the events taken again.
 */
async function settle(
  sql: SqlTransaction,
  events: readonly RunEvent[],
  { parts, loaded }: { readonly parts: SettlingParts; readonly loaded: Loaded },
): Promise<Settling> {
  const isVouched = [...events, ...loaded.attempts.filter(isOpen)].every(({ vouched }) => vouched);
  if (isVouched) {
    const settling = takeAll(events, parts, loaded);
    if (!settling.beliefs.foundSomething) return settling;
  }
  const beliefs = await lockBeliefs(sql, parts, involvedIn(events, loaded));
  return takeAll(events, parts, { ...loaded, beliefs });
}

function takeAll(events: readonly RunEvent[], { policyOf }: SettlingParts, loaded: Loaded): Settling {
  const settling = new Settling(policyOf, loaded);
  for (const event of events) settling.take(event);
  return settling;
}

/** Whether an attempt's device has a say in how many opinions its task takes. */
function isOpen({ state }: KnownAttempt): boolean {
  return state === 'LEASED' || state === 'REPORTED';
}

/** The devices that say something here, and those who have a task in hand or whose results wait for that. */
function involvedIn(
  events: readonly RunEvent[],
  { tasks, attempts }: Pick<Loaded, 'tasks' | 'attempts'>,
): readonly Involved[] {
  const underWay = attempts.filter(isOpen).map(({ task, deviceId }) => ({ taskId: task, deviceId }));
  return [...events, ...underWay].flatMap(({ taskId, deviceId }) => {
    const task = tasks.get(taskId);
    return task === undefined ? [] : [{ deviceId, modelVersionId: task.modelVersionId }];
  });
}

/** What asks nothing back leaves together, in this order, with the commit. */
async function write(
  sql: SqlTransaction,
  { attempts, changes, asked, baits, late, beliefs, verdicts, suspensions }: Settling,
  {
    community,
    watchers,
    escrows,
    due,
  }: SettlingParts & {
    readonly escrows: Escrows;
    readonly due: readonly DueResult[];
  },
): Promise<() => Promise<readonly Outlook[]>> {
  const changed = await withNextTasks(sql, community, [...changes.values()]);
  const finished = finishedBy(changed);
  const written = [upsertAttempts(sql, [...attempts.values()]), writeTaskChanges(sql, changed)];
  const wanted = asked.filter(({ taskId, run }) => changes.get(taskId)?.runs.includes(run) === true);
  if (wanted.length + baits.length > 0) {
    await Promise.all(written);
    await requeueRuns(sql, community, [...wanted, ...(await chooseBaits(sql, community, baits))]);
  }
  sql.last(
    ...written,
    confirm(sql, [...endedRuns(changed), ...late]),
    beliefs.write(sql, community),
    enqueue(sql, [
      ...startRecords(startedBy(changed)),
      ...verdictRecords(verdicts),
      ...suspensionRecords(suspensions),
      ...suspensions.map(({ deviceId }) =>
        standingNotice({ deviceId, communityId: community, state: 'SUSPENDED', policies: [] }),
      ),
    ]),
    auditFinishedJobs(sql, finished),
    notifyProgress(sql, [...new Set(changed.map(({ task }) => task.job.id))], watchers.replica),
    settleCredit(sql, { due, finished: finished.map(({ id }) => id) }, escrows),
  );
  const ends = Promise.all(
    finished.filter(({ id }) => watchers.wantsOutcome(id)).map((job) => loadOutlook(sql, job)),
  );
  sql.last(ends);
  return () => ends;
}

/** Runs that nobody need be asked for any longer. */
function endedRuns(changes: readonly TaskChange[]): readonly string[] {
  return changes.flatMap(({ task, state, runs }) =>
    task.runs.filter((run) => isSettled(state) || !runs.includes(run)).map((run) => runIdOf(task.id, run)),
  );
}

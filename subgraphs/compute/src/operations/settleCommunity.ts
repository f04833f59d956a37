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
import { suspensionRecords, verdictRecords } from './auditVerdicts.js';
import { chooseBaits } from './chooseBaits.js';
import { settleCredit } from './credit/settleCredit.js';
import { lockBeliefs, type Involved } from './deviceBeliefs.js';
import { loadOutlook } from './loadOutlook.js';
import { requeueRuns } from './requeueRuns.js';
import { withRun, type RunEvent } from './runEvent.js';
import { withNextTasks } from './nextTasks.js';
import { Settling, type Loaded } from './Settling.js';
import { finishedBy, lockTasks, writeTaskChanges, type TaskChange } from './taskChange.js';
import { loadAttempts, upsertAttempts } from './upsertAttempts.js';

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
  const [tasks, attempts] = await Promise.all([
    lockTasks(sql, [...new Set(events.map(({ taskId }) => taskId))]),
    loadAttempts(sql, parts.community, events),
  ]);
  const beliefs = await lockBeliefs(sql, parts, involvedIn(events, { tasks, attempts }));
  const settling = new Settling(parts.policyOf, { tasks, attempts, beliefs });
  for (const event of events) settling.take(event);
  for (const event of settling.misplaced)
    parts.log.error(attemptIds(event), "an attempt event names another task's attempt; it is ignored");
  return write(sql, settling, parts);
}

/** The devices that say something here, and those whose results wait for that. */
function involvedIn(
  events: readonly RunEvent[],
  { tasks, attempts }: Pick<Loaded, 'tasks' | 'attempts'>,
): readonly Involved[] {
  const waiting = attempts
    .filter(({ said }) => said !== null)
    .map(({ task, deviceId }) => ({ taskId: task, deviceId }));
  return [...events, ...waiting].flatMap(({ taskId, deviceId }) => {
    const task = tasks.get(taskId);
    return task === undefined ? [] : [{ deviceId, modelVersionId: task.modelVersionId }];
  });
}

/** What asks nothing back leaves together, in this order, with the commit. */
async function write(
  sql: SqlTransaction,
  { attempts, changes, asked, baits, late, beliefs, verdicts, suspensions }: Settling,
  { community, watchers }: SettlingParts,
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
      ...verdictRecords(verdicts),
      ...suspensionRecords(suspensions),
      ...suspensions.map(({ deviceId }) =>
        standingNotice({ deviceId, communityId: community, state: 'SUSPENDED' }),
      ),
    ]),
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

/** Runs that nobody need be asked for any longer. */
function endedRuns(changes: readonly TaskChange[]): readonly string[] {
  return changes.flatMap(({ task, state, runs }) =>
    task.runs.filter((run) => isSettled(state) || !runs.includes(run)).map((run) => runIdOf(task.id, run)),
  );
}

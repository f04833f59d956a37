import { runIdOf, type AttemptEvent, type JsonValue } from '@ai-collective/contracts';
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
import { auditDisputes, noteCatches } from './audits/noteCatches.js';
import { loadAudits, writeAudits } from './audits/resultAudits.js';
import { finishedJobsOf, tellReplaced, type ReplacedResult } from './audits/tellReplaced.js';
import { writeLateVerdicts } from './audits/writeLateVerdicts.js';
import { chooseBaits } from './chooseBaits.js';
import { dueResults } from './credit/dueResults.js';
import { replacePayments } from './credit/replacePayments.js';
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
  /** What was read of outputs in blobs, by CID. */
  readonly blobs: ReadonlyMap<string, JsonValue>;
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
    loadAttempts(sql, events),
    readStandings(sql, parts, [...new Set(events.map(({ deviceId }) => deviceId))]),
    loadEscrows(sql, parts.community, taskIds),
  ]);
  const audits = await loadAudits(sql, parts.community, tasks.values());
  const settling = await settle(sql, events, {
    parts,
    loaded: { tasks, attempts, audits, beliefs: standings, blobs: parts.blobs },
  });
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
  const isVouched = [...events, ...loaded.attempts.filter(hasSay)].every(({ vouched }) => vouched);
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

/** Whether it matters here how far an attempt's device is believed: it has the task, waits for a verdict, or gave the result. */
function hasSay({ state }: KnownAttempt): boolean {
  return state === 'LEASED' || state === 'REPORTED' || state === 'VALID';
}

/**
 * The devices that say something here, those who have a task in hand, and those whose results wait for that, or are confirmed or
 * found wrong by it.
 */
function involvedIn(
  events: readonly RunEvent[],
  { tasks, attempts }: Pick<Loaded, 'tasks' | 'attempts'>,
): readonly Involved[] {
  const others = attempts.filter(hasSay).map(({ task, deviceId }) => ({ taskId: task, deviceId }));
  return [...events, ...others].flatMap(({ taskId, deviceId }) => {
    const task = tasks.get(taskId);
    return task === undefined ? [] : [{ deviceId, modelVersionId: task.modelVersionId }];
  });
}

/** What asks nothing back leaves together, in this order, with the commit. */
async function write(
  sql: SqlTransaction,
  settling: Settling,
  {
    community,
    watchers,
    escrows,
    due,
  }: SettlingParts & { readonly escrows: Escrows; readonly due: readonly DueResult[] },
): Promise<() => Promise<readonly Outlook[]>> {
  const { attempts, changes, late, beliefs, verdicts, suspensions, replaced } = settling;
  const changed = await withNextTasks(sql, community, [...changes.values()]);
  const finished = finishedBy(changed);
  const written = [
    upsertAttempts(sql, [...attempts.values()]),
    writeTaskChanges(sql, changed),
    writeLateVerdicts(sql, community, [...settling.lateVerdicts.values()]),
    writeAudits(sql, community, [...settling.audits.values()]),
  ];
  await askForRuns(sql, settling, { community, written });
  sql.last(
    ...written,
    confirm(sql, [...endedRuns(changed), ...late]),
    beliefs.write(sql, community),
    noteCatches(sql, community, [...settling.caught.values()]),
    enqueue(sql, [
      ...startRecords(startedBy(changed)),
      ...verdictRecords(verdicts),
      ...suspensionRecords(suspensions),
      ...suspensions.map(({ deviceId }) =>
        standingNotice({ deviceId, communityId: community, state: 'SUSPENDED', policies: [] }),
      ),
    ]),
    tellReplaced(sql, replaced),
    auditFinishedJobs(sql, finished),
    notifyProgress(sql, jobsOf(changed, replaced), watchers.replica),
  );
  const closed = [...finished, ...finishedJobsOf(replaced)].map(({ id }) => id);
  const held = replaced.length === 0 ? escrows : await takeBackWrong(sql, community, { replaced, due });
  sql.last(settleCredit(sql, { due, finished: closed }, held));
  const ends = Promise.all(
    finished.filter(({ id }) => watchers.wantsOutcome(id)).map((job) => loadOutlook(sql, job)),
  );
  sql.last(ends);
  return () => ends;
}

/** What was paid for results that were replaced goes back to where others are paid from. Gives what is held then. */
async function takeBackWrong(
  sql: SqlTransaction,
  community: string,
  { replaced, due }: { readonly replaced: readonly ReplacedResult[]; readonly due: readonly DueResult[] },
): Promise<Escrows> {
  const wrong = replaced.flatMap(({ reversed }) => reversed);
  await replacePayments(sql, { wrong, due: due.map(({ attemptId }) => attemptId) });
  return loadEscrows(sql, community, [...new Set(due.map(({ taskId }) => taskId))]);
}

/** What is asked for depends on which attempts there are by now. */
async function askForRuns(
  sql: SqlTransaction,
  { asked, auditRuns, baits, changes, disputes }: Settling,
  { community, written }: { readonly community: string; readonly written: readonly Promise<void>[] },
): Promise<void> {
  const wanted = [
    ...asked.filter(({ taskId, run }) => changes.get(taskId)?.runs.includes(run) === true),
    ...auditRuns,
  ];
  if (wanted.length + baits.length + disputes.length === 0) return;
  await Promise.all(written);
  await auditDisputes(sql, community, disputes);
  await requeueRuns(sql, community, [...wanted, ...(await chooseBaits(sql, community, baits))]);
}

function jobsOf(changed: readonly TaskChange[], replaced: readonly ReplacedResult[]): readonly string[] {
  return [...new Set([...changed, ...replaced].map(({ task }) => task.job.id))];
}

/** Runs that nobody need be asked for any longer. */
function endedRuns(changes: readonly TaskChange[]): readonly string[] {
  return changes.flatMap(({ task, state, runs }) =>
    task.runs.filter((run) => isSettled(state) || !runs.includes(run)).map((run) => runIdOf(task.id, run)),
  );
}

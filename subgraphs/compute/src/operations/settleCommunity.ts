import { partsOfRun, runIdOf, type AttemptEvent } from '@ai-collective/contracts';
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
import { applyAttemptEvent, type AttemptSnapshot, type Settlement } from '../rules/applyAttemptEvent.js';
import { isSettled } from '../rules/taskState.js';
import { defaultVerificationPolicy, type VerificationPolicy } from '../rules/verification/index.js';
import { attemptIds } from './attemptIds.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import {
  suspensionRecords,
  verdictRecords,
  type AuditedVerdict,
  type AuditedSuspension,
} from './auditVerdicts.js';
import { chooseBaits, type BaitWanted } from './chooseBaits.js';
import { lockBeliefs, type DeviceBeliefs, type Involved } from './deviceBeliefs.js';
import { groupByKey } from './groupByKey.js';
import { settleCredit } from './credit/settleCredit.js';
import { loadOutlook } from './loadOutlook.js';
import { newRunTag } from './newRunTag.js';
import { requeueRuns, type AskedRun } from './requeueRuns.js';
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
  rowAfter,
  upsertAttempts,
  type AttemptRow,
  type KnownAttempt,
} from './upsertAttempts.js';

export interface SettlingParts {
  readonly community: string;
  /** What is in force in the community, which lies in these others. */
  readonly policyOf: (ancestors: readonly string[]) => PolicyInForce;
  readonly drawSecret: string;
  readonly watchers: Pick<JobWatchers, 'wantsOutcome' | 'replica'>;
  readonly log: Pick<Logger, 'error'>;
}

/** An event, with its run taken apart into the task and the run's tag. */
type RunEvent = AttemptEvent & { readonly run: string };

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
  const settling = new Settling(parts, { tasks, attempts, beliefs });
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
    return task === undefined ? [] : [{ deviceId, modelVersionId: task.job.modelVersionId }];
  });
}

function withRun(event: AttemptEvent): RunEvent {
  const { taskId, tag } = partsOfRun(event.taskId);
  return { ...event, taskId, run: tag };
}

/** What asks nothing back leaves together, in this order, with the commit. */
async function write(
  sql: SqlTransaction,
  { attempts, changes, asked, baits, late, beliefs, verdicts, suspensions }: Settling,
  { community, watchers }: SettlingParts,
): Promise<() => Promise<readonly Outlook[]>> {
  const changed = [...changes.values()];
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

interface Loaded {
  readonly tasks: ReadonlyMap<string, LockedTask>;
  readonly attempts: readonly KnownAttempt[];
  readonly beliefs: DeviceBeliefs;
}

/** Takes a batch of events in order, and gathers what is to be written. Events of tasks that do not exist here (any more) are left out. */
class Settling {
  readonly attempts = new Map<string, AttemptRow>();
  readonly changes = new Map<string, TaskChange>();
  readonly asked: AskedRun[] = [];
  readonly baits: BaitWanted[] = [];
  /** Runs of tasks that were settled before, which have ended. */
  readonly late: string[] = [];
  readonly verdicts: AuditedVerdict[] = [];
  readonly suspensions: AuditedSuspension[] = [];
  /** Events that claim an attempt of another task. */
  readonly misplaced: AttemptEvent[] = [];
  readonly beliefs: DeviceBeliefs;
  readonly #attemptsOf: Map<string, Map<string, AttemptSnapshot>>;
  readonly #ownerOf: Map<string, string>;
  readonly #reportedAt: Map<string, number>;

  constructor(
    private readonly parts: SettlingParts,
    private readonly loaded: Loaded,
  ) {
    const { attempts, beliefs } = loaded;
    this.beliefs = beliefs;
    this.#attemptsOf = new Map(
      [...groupByKey(attempts, ({ task }) => task)].map(([task, own]) => [
        task,
        new Map(own.map((attempt) => [attempt.id, attempt])),
      ]),
    );
    this.#ownerOf = new Map(attempts.map(({ id, task }) => [id, task]));
    this.#reportedAt = new Map(attempts.map(({ id, finishedAt }) => [id, finishedAt?.getTime() ?? 0]));
  }

  take(event: RunEvent): void {
    const task = this.loaded.tasks.get(event.taskId);
    if (task === undefined) return;
    if ((this.#ownerOf.get(event.attemptId) ?? task.id) !== task.id) {
      this.misplaced.push(event);
      return;
    }
    const before = this.changes.get(task.id) ?? task;
    const attempts = this.#attemptsOf.get(task.id) ?? new Map<string, AttemptSnapshot>();
    const policy = this.#policyOf(task.job);
    const { state, runs, output } = before;
    const settlement = applyAttemptEvent({ state, runs, attempts, output }, event, {
      comparator: task.job.comparator,
      policy,
      beliefIn: (attempt) => this.beliefs.belief(attempt, task.job.modelVersionId, policy),
    });
    if (settlement.changed.length === 0) return;
    this.#ownerOf.set(event.attemptId, task.id);
    this.#reportedAt.set(event.attemptId, Date.parse(event.at));
    this.#attemptsOf.set(task.id, new Map(settlement.task.attempts));
    this.#noteAttempts(event, settlement);
    if (isSettled(before.state)) this.#noteLate(event);
    else this.#noteTask(event, task, settlement);
    this.#bait(event, task, policy);
    this.#judge(task, settlement);
  }

  #noteAttempts(event: RunEvent, { changed }: Settlement): void {
    for (const attempt of changed) {
      const row = attemptRow(attempt, event, this.attempts.get(attempt.id));
      this.attempts.set(attempt.id, attempt.id === event.attemptId ? rowAfter(row, event) : row);
    }
  }

  #noteLate({ type, taskId, run }: RunEvent): void {
    if (type !== 'leased') this.late.push(runIdOf(taskId, run));
  }

  #bait(event: RunEvent, { job }: LockedTask, policy: VerificationPolicy): void {
    const { attemptId: id, type, fleetId, ownerId } = event;
    const { modelVersionId } = job;
    if (type !== 'leased' || ownerId === '') return;
    const attempt = { ...event, id, state: 'LEASED', said: null } as const;
    if (this.beliefs.belief(attempt, modelVersionId, policy).bait)
      this.baits.push({ fleetId, modelVersionId, ownerId });
  }

  #noteTask(event: RunEvent, task: LockedTask, settlement: Settlement): void {
    const launched = Array.from({ length: settlement.launch }, newRunTag);
    const runs = [...settlement.task.runs, ...launched];
    const { resends } = this.changes.get(task.id) ?? task;
    this.changes.set(task.id, {
      task,
      state: settlement.task.state,
      runs,
      verified: settlement.task.output !== null && settlement.verdict?.verified === true,
      resends: event.type === 'leased' ? 0 : resends,
      output: settlement.task.output,
      failure: settlement.failure,
    });
    const again = settlement.again === null ? [] : [settlement.again];
    for (const run of [...again, ...launched]) this.asked.push({ taskId: task.id, run });
  }

  /** Only what was compared says something of a device. */
  #judge(task: LockedTask, { task: { attempts }, verdict }: Settlement): void {
    if (verdict === null) return;
    const { job } = task;
    const found = verdict.found.flatMap(({ attemptId, outcome }) => {
      const attempt = attempts.get(attemptId);
      return attempt === undefined ? [] : [{ attempt, outcome }];
    });
    this.verdicts.push({ task, verdict, found });
    for (const { attempt, outcome } of found) {
      const reportedAt = this.#reportedAt.get(attempt.id) ?? 0;
      const judgement = { attempt, modelVersionId: job.modelVersionId, outcome, reportedAt };
      const suspension = this.beliefs.judge(judgement, this.#policyOf(job));
      if (suspension !== null) this.suspensions.push({ job, ...suspension });
    }
  }

  #policyOf({ ancestors }: LockedJob): VerificationPolicy {
    const { parameters } = this.parts.policyOf(ancestors);
    return {
      ...defaultVerificationPolicy,
      maxErrors: parameters['tasks.maxErrors'],
      maxAttempts: parameters['tasks.maxAttempts'],
    };
  }
}

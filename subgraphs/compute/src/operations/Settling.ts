import { runIdOf, type AttemptEvent } from '@ai-collective/contracts';
import type { PolicyInForce } from '@ai-collective/platform';
import { applyAttemptEvent, type AttemptSnapshot, type Settlement } from '../rules/applyAttemptEvent.js';
import { isSettled } from '../rules/taskState.js';
import { defaultVerificationPolicy, type VerificationPolicy } from '../rules/verification/index.js';
import type { AuditedSuspension, AuditedVerdict } from './auditVerdicts.js';
import type { BaitWanted } from './chooseBaits.js';
import type { DeviceBeliefs } from './deviceBeliefs.js';
import { groupByKey } from './groupByKey.js';
import { newRunTag } from './newRunTag.js';
import type { AskedRun } from './requeueRuns.js';
import type { RunEvent } from './runEvent.js';
import type { LockedJob, LockedTask, TaskChange } from './taskChange.js';
import { attemptRow, rowAfter, type AttemptRow, type KnownAttempt } from './upsertAttempts.js';

/** What is known of the tasks that events are about. */
export interface Loaded {
  readonly tasks: ReadonlyMap<string, LockedTask>;
  readonly attempts: readonly KnownAttempt[];
  readonly beliefs: DeviceBeliefs;
}

/** Takes a batch of events in order, and gathers what is to be written. Events of tasks that do not exist here (any more) are left out. */
export class Settling {
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
    private readonly policyOf: (ancestors: readonly string[]) => PolicyInForce,
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
      comparator: task.comparator,
      policy,
      beliefIn: (attempt) => this.beliefs.belief(attempt, task.modelVersionId, policy),
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

  #bait(event: RunEvent, { modelVersionId }: LockedTask, policy: VerificationPolicy): void {
    const { attemptId: id, type, fleetId, ownerId } = event;
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
    const { job, modelVersionId } = task;
    const found = verdict.found.flatMap(({ attemptId, outcome }) => {
      const attempt = attempts.get(attemptId);
      return attempt === undefined ? [] : [{ attempt, outcome }];
    });
    this.verdicts.push({ task, verdict, found });
    for (const { attempt, outcome } of found) {
      const reportedAt = this.#reportedAt.get(attempt.id) ?? 0;
      const judgement = { attempt, modelVersionId, outcome, reportedAt };
      const suspension = this.beliefs.judge(judgement, this.#policyOf(job));
      if (suspension !== null) this.suspensions.push({ job, ...suspension });
    }
  }

  #policyOf({ ancestors }: LockedJob): VerificationPolicy {
    const { parameters } = this.policyOf(ancestors);
    return {
      ...defaultVerificationPolicy,
      maxErrors: parameters['tasks.maxErrors'],
      maxAttempts: parameters['tasks.maxAttempts'],
    };
  }
}

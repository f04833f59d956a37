import { runIdOf, type AttemptEvent, type JsonValue, type TaskOutput } from '@ai-collective/contracts';
import type { PolicyInForce } from '@ai-collective/platform';
import {
  applyAttemptEvent,
  type AttemptSnapshot,
  type Settlement,
  type SettlingRules,
} from '../rules/applyAttemptEvent.js';
import { applyAuditEvent, type AuditStep, type OpenAudit } from '../rules/applyAuditEvent.js';
import { isSettled } from '../rules/taskState.js';
import { verificationPolicyOf, type VerificationPolicy } from '../rules/verification/index.js';
import type { CaughtDevice } from './audits/noteCatches.js';
import type { AuditChange, DoubtedResult } from './audits/resultAudits.js';
import type { ReplacedResult } from './audits/tellReplaced.js';
import type { LateVerdict } from './audits/writeLateVerdicts.js';
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
  /** The open audits of tasks that succeeded, by task. */
  readonly audits: ReadonlyMap<string, OpenAudit>;
  readonly beliefs: DeviceBeliefs;
  /** What was read of outputs in blobs, by CID. */
  readonly blobs: ReadonlyMap<string, JsonValue>;
}

interface Auditing {
  readonly audit: OpenAudit;
  readonly rules: SettlingRules;
}

/** Takes a batch of events in order, and gathers what is to be written. Events of tasks that do not exist here (any more) are left out. */
export class Settling {
  readonly attempts = new Map<string, AttemptRow>();
  readonly changes = new Map<string, TaskChange>();
  readonly asked: AskedRun[] = [];
  readonly baits: BaitWanted[] = [];
  /** Runs of tasks that were settled before, which have ended. */
  readonly late: string[] = [];
  /** What was made of results after their tasks were settled, by task. */
  readonly lateVerdicts = new Map<string, LateVerdict>();
  readonly audits = new Map<string, AuditChange>();
  readonly auditRuns: AskedRun[] = [];
  /** Results that late ones contradict, and nobody had confirmed. */
  readonly disputes: DoubtedResult[] = [];
  readonly replaced: ReplacedResult[] = [];
  readonly caught = new Map<string, CaughtDevice>();
  readonly verdicts: AuditedVerdict[] = [];
  readonly suspensions: AuditedSuspension[] = [];
  /** Events that claim an attempt of another task. */
  readonly misplaced: AttemptEvent[] = [];
  readonly beliefs: DeviceBeliefs;
  readonly #attemptsOf: Map<string, Map<string, AttemptSnapshot>>;
  readonly #ownerOf: Map<string, string>;
  readonly #reportedAt: Map<string, number>;
  readonly #openAudits: Map<string, OpenAudit>;
  /** The results that took the place of others. */
  readonly #replacements = new Map<string, TaskOutput>();

  constructor(
    private readonly policyOf: (ancestors: readonly string[]) => PolicyInForce,
    private readonly loaded: Loaded,
  ) {
    const { attempts, audits, beliefs } = loaded;
    this.beliefs = beliefs;
    this.#openAudits = new Map(audits);
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
    const policy = this.#policyOf(task.job);
    const rules: SettlingRules = {
      comparator: task.comparator,
      policy,
      beliefIn: (attempt) => this.beliefs.belief(attempt, task.modelVersionId, policy),
      blobs: this.loaded.blobs,
    };
    const audit = this.#openAudits.get(task.id);
    if (audit === undefined) this.#settle(event, task, rules);
    else this.#audit(event, task, { audit, rules });
  }

  #settle(event: RunEvent, task: LockedTask, rules: SettlingRules): void {
    const before = this.changes.get(task.id) ?? task;
    const { state, runs, output } = before;
    const attempts = this.#attempts(task);
    const settlement = applyAttemptEvent(
      { state, runs, attempts, output: this.#replacements.get(task.id) ?? output },
      event,
      rules,
    );
    if (settlement.changed.length === 0) return;
    this.#noteAttempts(event, task, settlement);
    if (isSettled(before.state)) this.#noteLate(event, task, settlement);
    else this.#noteTask(event, task, settlement);
    this.#bait(event, task, rules.policy);
    this.#judge(task, settlement);
  }

  #audit(event: RunEvent, task: LockedTask, auditing: Auditing): void {
    const { state, runs, output } = task;
    if (output === null) return;
    const step = applyAuditEvent({ state, runs, attempts: this.#attempts(task), output }, event, auditing);
    if (step.changed.length === 0) return;
    this.#noteAttempts(event, task, step);
    this.#noteEnded(event);
    this.#noteAudit(task, auditing.audit, step);
    if (step.state === 'REPLACED') this.#replace(task, step);
    this.#bait(event, task, auditing.rules.policy);
    this.#judge(task, step);
  }

  #attempts({ id }: LockedTask): ReadonlyMap<string, AttemptSnapshot> {
    return this.#attemptsOf.get(id) ?? new Map<string, AttemptSnapshot>();
  }

  #noteAttempts(
    event: RunEvent,
    task: LockedTask,
    { changed, task: after }: Pick<Settlement, 'changed' | 'task'>,
  ): void {
    this.#ownerOf.set(event.attemptId, task.id);
    this.#reportedAt.set(event.attemptId, Date.parse(event.at));
    this.#attemptsOf.set(task.id, new Map(after.attempts));
    for (const attempt of changed) {
      const row = attemptRow(attempt, event, this.attempts.get(attempt.id));
      this.attempts.set(attempt.id, attempt.id === event.attemptId ? rowAfter(row, event) : row);
    }
  }

  #noteEnded({ type, taskId, run }: RunEvent): void {
    if (type !== 'leased') this.late.push(runIdOf(taskId, run));
  }

  /** A late result that agrees with one that nobody had confirmed confirms it; one that does not puts it in doubt. */
  #noteLate(event: RunEvent, { id }: LockedTask, { verdict, disputed }: Settlement): void {
    this.#noteEnded(event);
    if (disputed !== null)
      this.disputes.push({ taskId: id, attemptId: disputed.id, deviceId: disputed.deviceId });
    if (verdict !== null && verdict.found.length > 1)
      this.lateVerdicts.set(id, { taskId: id, verified: true, output: null });
  }

  #noteAudit({ id }: LockedTask, audit: OpenAudit, { state, launch, verdict }: AuditStep): void {
    const launched = Array.from({ length: launch }, newRunTag);
    const runs = [...audit.runs, ...launched];
    this.audits.set(id, { taskId: id, state, runs });
    for (const run of launched) this.auditRuns.push({ taskId: id, run });
    if (state === 'OPEN') {
      this.#openAudits.set(id, { runs });
      return;
    }
    this.#openAudits.delete(id);
    this.late.push(...runs.map((run) => runIdOf(id, run)));
    this.lateVerdicts.set(id, { taskId: id, verified: verdict?.verified === true, output: null });
  }

  /** What the attempts before said is kept with them, for an appeal. */
  #replace(task: LockedTask, { task: { output }, verdict, accepted }: AuditStep): void {
    this.#replacements.set(task.id, output);
    this.lateVerdicts.set(task.id, { taskId: task.id, verified: verdict?.verified === true, output });
    this.replaced.push({ task, canonical: verdict?.canonical ?? '', reversed: accepted });
    for (const id of accepted) {
      const row = this.attempts.get(id);
      if (row !== undefined) this.attempts.set(id, { ...row, output: JSON.stringify(task.output) });
    }
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

  /** Only what was compared says something of a device. `accepted` are attempts that an audit brought up. */
  #judge(
    task: LockedTask,
    {
      task: { attempts },
      verdict,
      accepted = [],
    }: Pick<Settlement, 'task' | 'verdict'> & Partial<Pick<AuditStep, 'accepted'>>,
  ): void {
    if (verdict === null) return;
    const { job, modelVersionId } = task;
    const found = verdict.found.flatMap(({ attemptId, outcome }) => {
      const attempt = attempts.get(attemptId);
      return attempt === undefined ? [] : [{ attempt, outcome }];
    });
    this.verdicts.push({ task, verdict, found });
    for (const { attempt, outcome } of found) {
      const by = accepted.includes(attempt.id) ? 'AUDIT' : 'CATCH';
      const reportedAt = this.#reportedAt.get(attempt.id) ?? 0;
      const judgement = { attempt, modelVersionId, outcome, by, reportedAt } as const;
      const suspension = this.beliefs.judge(judgement, this.#policyOf(job));
      if (suspension !== null) this.suspensions.push({ job, ...suspension });
      if (outcome === 'INVALID' && (by === 'CATCH' || suspension !== null))
        this.#noteCatch(attempt.deviceId, suspension !== null);
    }
  }

  #noteCatch(deviceId: string, suspended: boolean): void {
    const before = this.caught.get(deviceId)?.suspended === true;
    this.caught.set(deviceId, { deviceId, suspended: before || suspended });
  }

  #policyOf({ ancestors }: LockedJob): VerificationPolicy {
    const { parameters } = this.policyOf(ancestors);
    return verificationPolicyOf(parameters);
  }
}

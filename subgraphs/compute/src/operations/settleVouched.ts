import {
  runIdOf,
  type AttemptEvent,
  type DeviceRecord,
  type TaskFailure,
  type TaskOutput,
} from '@ai-collective/contracts';
import { settleAttempts, type SettlingServices } from './settleAttempts.js';

/** Results settled in one transaction. */
const resultsAtOnce = 500;

interface WaitingResult {
  readonly attemptId: string;
  readonly taskId: string;
  readonly run: string;
  readonly jobId: string;
  readonly fleetId: string;
  readonly output: TaskOutput | null;
  readonly failure: TaskFailure | null;
  readonly runMs: number | null;
  readonly joules: number | null;
  readonly signature: string | null;
  readonly reportedAt: Date;
}

/**
 * Settles what devices reported before an operator vouched for them, and what has waited for a second opinion since: as if they had reported
 * it now. What an earlier owner's device reported goes on waiting. Safe to repeat.
 */
export async function settleVouched(
  services: SettlingServices,
  records: readonly DeviceRecord[],
): Promise<void> {
  for (const record of records)
    if (record.vouched && record.status === 'ENROLLED') await settle(services, record);
}

async function settle(services: SettlingServices, record: DeviceRecord): Promise<void> {
  for (let after = ''; ;) {
    const waiting = await waitingAfter(services, record, after);
    await settleAttempts(
      services,
      waiting.flatMap((result) => eventOf(record, result)),
    );
    const last = waiting.at(-1);
    if (last === undefined || waiting.length < resultsAtOnce) return;
    after = last.attemptId;
  }
}

function waitingAfter(
  { database }: SettlingServices,
  { communityId, deviceId, ownerId }: DeviceRecord,
  after: string,
): Promise<readonly WaitingResult[]> {
  return database.withTenantSql(communityId, (sql) =>
    sql.execute<WaitingResult[]>(
      `select attempt.id as "attemptId", attempt.task_id as "taskId", attempt.run, task.job_id as "jobId",
         attempt.fleet_id as "fleetId", attempt.output, attempt.failure, attempt.run_ms as "runMs", attempt.joules,
         attempt.signature, coalesce(attempt.finished_at, now()) as "reportedAt"
       from attempts as attempt
       join tasks as task on task.id = attempt.task_id and task.tenant_id = attempt.tenant_id
       where attempt.tenant_id = ? and attempt.device_id = ? and attempt.id > ? and attempt.state = 'REPORTED'
         and not attempt.vouched and attempt.owner_id = ? and task.state = 'VERIFYING'
       order by attempt.id limit ?`,
      [communityId, deviceId, after, ownerId, resultsAtOnce],
    ),
  );
}

/** What the device said, said again by one that is vouched for. */
function eventOf(
  { communityId, deviceId, ownerId }: DeviceRecord,
  { attemptId, taskId, run, jobId, fleetId, reportedAt, ...said }: WaitingResult,
): readonly AttemptEvent[] {
  const base = {
    ...{ attemptId, jobId, communityId, fleetId, deviceId, ownerId, vouched: true },
    taskId: runIdOf(taskId, run),
    at: reportedAt.toISOString(),
  };
  const { output, failure, runMs, joules, signature } = said;
  if (output !== null)
    return [
      {
        ...base,
        type: 'succeeded',
        output,
        runMs: runMs ?? 0,
        signature: signature ?? '',
        ...(joules !== null && { joules }),
      },
    ];
  return failure === null ? [] : [{ ...base, type: 'failed', outcome: 'ERROR', failure }];
}

import type { AttemptEvent, TaskFailure } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import type { AttemptSnapshot, Said } from '../rules/applyAttemptEvent.js';
import type { AttemptState } from '../rules/attemptState.js';

/** What is written of an attempt. JSON is passed as text, untouched; what an event does not say stays as it was. */
export interface AttemptRow {
  readonly id: string;
  readonly task: string;
  readonly device: string;
  readonly fleet: string;
  readonly run: string;
  readonly owner: string;
  readonly vouched: boolean;
  readonly state: AttemptState;
  readonly placement: string | null;
  readonly failure: string | null;
  /** Kept of one that waits for its verdict, and of one found INVALID, for an appeal. */
  readonly output: string | null;
  readonly runMs: number | null;
  readonly joules: number | null;
  readonly signature: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

const signaturePattern = /^[\w+/=-]{1,200}$/;

/** The row of an attempt of which nothing more is known than its snapshot, on top of what was said of it before. */
export function attemptRow(
  { id, deviceId, ownerId, run, vouched, state, said }: AttemptSnapshot,
  { taskId, fleetId }: Pick<AttemptEvent, 'taskId' | 'fleetId'>,
  earlier?: AttemptRow,
): AttemptRow {
  const base: AttemptRow = {
    id,
    task: taskId,
    device: deviceId,
    fleet: fleetId,
    run,
    owner: ownerId,
    vouched,
    placement: null,
    failure: null,
    runMs: null,
    joules: null,
    signature: null,
    startedAt: null,
    finishedAt: null,
    output: null,
    ...earlier,
    state,
  };
  if (said !== null) return { ...base, output: said.type === 'output' ? JSON.stringify(said.output) : null };
  return state === 'INVALID' ? base : { ...base, output: null };
}

const endedBefore: TaskFailure = {
  code: 'TASK_ENDED',
  message: 'The task had ended before it was leased to the device.',
  fault: 'device',
};

/** The row after an event of the attempt. */
export function rowAfter(row: AttemptRow, event: AttemptEvent): AttemptRow {
  switch (event.type) {
    case 'leased': {
      const leased = { ...row, placement: JSON.stringify(event.placement), startedAt: event.at };
      if (row.state !== 'ABANDONED') return leased;
      return { ...leased, failure: JSON.stringify(endedBefore), finishedAt: event.at };
    }
    case 'succeeded': {
      const signature = signaturePattern.test(event.signature) ? event.signature : null;
      const output = row.state === 'INVALID' ? JSON.stringify(event.output) : row.output;
      const { runMs, joules = null } = event;
      return { ...row, failure: null, output, runMs, joules, signature, finishedAt: event.at };
    }
    case 'failed':
      return { ...row, failure: JSON.stringify(event.failure), finishedAt: event.at };
  }
}

/** An attempt of a task, and when it was leased and reported. */
export interface KnownAttempt extends AttemptSnapshot {
  readonly task: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** An attempt as far as settling needs it. */
interface LoadedAttempt extends Omit<AttemptSnapshot, 'said'> {
  readonly task: string;
  readonly output: Extract<Said, { type: 'output' }>['output'] | null;
  readonly failure: Extract<Said, { type: 'failure' }>['failure'] | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const attemptColumns = `id, task_id as task, device_id as "deviceId", owner_id as "ownerId", run, vouched, state,
  case when state = 'REPORTED' then output end as output, case when state = 'REPORTED' then failure end as failure,
  started_at as "startedAt", finished_at as "finishedAt"`;

/** Attempts by a column with an index of its own, looked up one by one: a plan made while there are few stays right. */
const attemptsBy = (column: 'id' | 'task_id') => `
  select attempt.* from json_array_elements_text(?::json) as given(id)
  cross join lateral (select ${attemptColumns} from attempts where ${column} = given.id offset 0) as attempt`;

/** The attempts that events are about: by their own ids, and all others of the same tasks. */
export async function loadAttempts(
  sql: Sql,
  events: readonly Pick<AttemptEvent, 'attemptId' | 'taskId'>[],
): Promise<readonly KnownAttempt[]> {
  const ids = (of: readonly string[]) => JSON.stringify([...new Set(of)]);
  const [ofTasks, byId] = await Promise.all([
    sql.execute<LoadedAttempt[]>(attemptsBy('task_id'), [ids(events.map(({ taskId }) => taskId))]),
    sql.execute<LoadedAttempt[]>(attemptsBy('id'), [ids(events.map(({ attemptId }) => attemptId))]),
  ]);
  const rows = new Map([...ofTasks, ...byId].map((row) => [row.id, row])).values();
  return [...rows].map(({ output, failure, ...attempt }) => ({
    ...attempt,
    said: saidBefore({ output, failure }),
  }));
}

function saidBefore({ output, failure }: Pick<LoadedAttempt, 'output' | 'failure'>): Said | null {
  if (output !== null) return { type: 'output', output };
  return failure === null ? null : { type: 'failure', failure };
}

/** Writes attempts, new or known. An attempt never changes its task: such a row is left as it is. */
export async function upsertAttempts(sql: Sql, rows: readonly AttemptRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.execute(
    `insert into attempts (id, tenant_id, task_id, device_id, fleet_id, run, owner_id, vouched, state, placement, failure,
       output, run_ms, joules, signature, started_at, finished_at)
     select id, current_setting('app.tenant_id'), task, device, fleet, run, owner, vouched, state, placement::json,
       failure::json, output::json, "runMs", joules, signature, "startedAt", "finishedAt"
     from json_to_recordset(?::json) as row(id text, task text, device text, fleet text, run text, owner text,
       vouched boolean, state text, placement text, failure text, output text, "runMs" double precision, joules double precision, signature text,
       "startedAt" timestamptz, "finishedAt" timestamptz)
     on conflict (tenant_id, id) do update set state = excluded.state, vouched = attempts.vouched or excluded.vouched,
       placement = coalesce(excluded.placement, attempts.placement),
       failure = case when excluded.state in ('REPORTED', 'VALID') then excluded.failure
         else coalesce(excluded.failure, attempts.failure) end,
       output = case when excluded.state = 'INVALID' then coalesce(excluded.output, attempts.output)
         else excluded.output end,
       run_ms = coalesce(excluded.run_ms, attempts.run_ms), joules = coalesce(excluded.joules, attempts.joules),
       signature = coalesce(excluded.signature, attempts.signature),
       started_at = coalesce(excluded.started_at, attempts.started_at),
       finished_at = coalesce(excluded.finished_at, attempts.finished_at)
     where attempts.task_id = excluded.task_id`,
    [JSON.stringify(rows)],
  );
}

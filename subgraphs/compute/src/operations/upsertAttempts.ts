import type { AttemptEvent } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import type { AttemptState } from '../rules/attemptState.js';

/** What is written of an attempt. JSON is passed as text, untouched; what an event does not say stays as it was. */
export interface AttemptRow {
  readonly id: string;
  readonly task: string;
  readonly device: string;
  readonly owner: string | null;
  readonly fleet: string;
  readonly state: AttemptState;
  readonly placement: string | null;
  readonly failure: string | null;
  readonly runMs: number | null;
  readonly signature: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

const signaturePattern = /^[\w+/=-]{1,200}$/;

/** The row after an event, on top of what earlier events of the same batch said. */
export function attemptRow(event: AttemptEvent, state: AttemptState, earlier?: AttemptRow): AttemptRow {
  const base: AttemptRow = {
    id: event.attemptId,
    task: event.taskId,
    device: event.deviceId,
    fleet: event.fleetId,
    placement: null,
    failure: null,
    runMs: null,
    signature: null,
    startedAt: null,
    finishedAt: null,
    ...earlier,
    owner: event.ownerId ?? earlier?.owner ?? null,
    state,
  };
  switch (event.type) {
    case 'leased':
      return { ...base, placement: JSON.stringify(event.placement), startedAt: event.at };
    case 'succeeded': {
      const signature = signaturePattern.test(event.signature) ? event.signature : null;
      return { ...base, failure: null, runMs: event.runMs, signature, finishedAt: event.at };
    }
    case 'failed':
      return { ...base, failure: JSON.stringify(event.failure), finishedAt: event.at };
  }
}

/** An attempt as far as settling needs it. */
export interface KnownAttempt {
  readonly id: string;
  readonly task: string;
  readonly state: AttemptState;
}

/** The attempts that events are about: by their own ids, and all others of the same tasks. */
export function loadAttempts(
  sql: Sql,
  events: readonly Pick<AttemptEvent, 'attemptId' | 'taskId'>[],
): Promise<KnownAttempt[]> {
  const ids = (of: readonly string[]) => JSON.stringify([...new Set(of)]);
  // One question for each index: asked with "or", PostgreSQL reads all attempts of the community.
  return sql.execute<KnownAttempt[]>(
    `select id, task_id as task, state from attempts
     where task_id = any(array(select json_array_elements_text(?::json)))
     union
     select id, task_id as task, state from attempts
     where id = any(array(select json_array_elements_text(?::json)))`,
    [ids(events.map(({ taskId }) => taskId)), ids(events.map(({ attemptId }) => attemptId))],
  );
}

/** Writes attempts, new or known. An attempt never changes its task: such a row is left as it is. */
export async function upsertAttempts(sql: Sql, rows: readonly AttemptRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.execute(
    `insert into attempts (id, tenant_id, task_id, device_id, owner_id, fleet_id, state, placement, failure, run_ms, signature,
       started_at, finished_at)
     select id, current_setting('app.tenant_id'), task, device, owner, fleet, state, placement::json, failure::json, "runMs",
       signature, "startedAt", "finishedAt"
     from json_to_recordset(?::json) as row(id text, task text, device text, owner text, fleet text, state text, placement text,
       failure text, "runMs" double precision, signature text, "startedAt" timestamptz, "finishedAt" timestamptz)
     on conflict (tenant_id, id) do update set state = excluded.state,
       owner_id = coalesce(excluded.owner_id, attempts.owner_id),
       placement = coalesce(excluded.placement, attempts.placement),
       failure = excluded.failure,
       run_ms = coalesce(excluded.run_ms, attempts.run_ms),
       signature = coalesce(excluded.signature, attempts.signature),
       started_at = coalesce(excluded.started_at, attempts.started_at),
       finished_at = coalesce(excluded.finished_at, attempts.finished_at)
     where attempts.task_id = excluded.task_id`,
    [JSON.stringify(rows)],
  );
}

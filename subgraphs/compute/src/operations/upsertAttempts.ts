import type { AttemptEvent } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import type { AttemptState } from '../rules/attemptState.js';

/** What is written of an attempt. JSON is passed as text, untouched; what an event does not say stays as it was. */
export interface AttemptRow {
  readonly id: string;
  readonly task: string;
  readonly device: string;
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

/** The states of all attempts of some tasks, by task and attempt id. */
export async function loadAttemptStates(
  em: EntityManager,
  taskIds: readonly string[],
): Promise<Map<string, Map<string, AttemptState>>> {
  const rows = await em.execute<{ id: string; task: string; state: AttemptState }[]>(
    `select id, task_id as task, state from attempts where task_id = any(array(select json_array_elements_text(?::json)))`,
    [JSON.stringify(taskIds)],
  );
  const states = new Map<string, Map<string, AttemptState>>();
  for (const { id, task, state } of rows)
    states.set(task, (states.get(task) ?? new Map<string, AttemptState>()).set(id, state));
  return states;
}

/** Writes attempts, new or known. */
export async function upsertAttempts(em: EntityManager, rows: readonly AttemptRow[]): Promise<void> {
  if (rows.length === 0) return;
  await em.execute(
    `insert into attempts (id, tenant_id, task_id, device_id, fleet_id, state, placement, failure, run_ms, signature,
       started_at, finished_at)
     select id, current_setting('app.tenant_id'), task, device, fleet, state, placement::json, failure::json, "runMs",
       signature, "startedAt", "finishedAt"
     from json_to_recordset(?::json) as row(id text, task text, device text, fleet text, state text, placement text,
       failure text, "runMs" double precision, signature text, "startedAt" timestamptz, "finishedAt" timestamptz)
     on conflict (id) do update set state = excluded.state,
       placement = coalesce(excluded.placement, attempts.placement),
       failure = excluded.failure,
       run_ms = coalesce(excluded.run_ms, attempts.run_ms),
       signature = coalesce(excluded.signature, attempts.signature),
       started_at = coalesce(excluded.started_at, attempts.started_at),
       finished_at = coalesce(excluded.finished_at, attempts.finished_at)`,
    [JSON.stringify(rows)],
  );
}

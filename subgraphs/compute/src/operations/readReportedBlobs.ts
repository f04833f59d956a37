import { setTimeout as delay } from 'node:timers/promises';
import { partsOfRun, type AttemptEvent, type JsonValue, type TaskOutput } from '@ai-collective/contracts';
import type { Database, Sql } from '@ai-collective/platform';
import type { BlobClient } from '../blobs/BlobClient.js';
import { groupByKey } from './groupByKey.js';

/** Blobs read for one batch of events. */
const mostBlobs = 16;
/** How large each may be, in bytes. */
const largestBlob = 4 * 1_048_576;
/** How long a batch waits for them all, in milliseconds. */
const patienceMs = 20_000;

/** What a task is known to have been answered; null where only the task is. */
interface KnownOutput {
  readonly taskId: string;
  readonly output: TaskOutput | null;
}

interface Reading {
  readonly database: Pick<Database, 'withTenantSql'>;
  readonly blobs: Pick<BlobClient, 'readJson'>;
}

/**
 * Reads the outputs in blobs that a batch of events makes it necessary to compare, by CID: those of tasks that were answered
 * differently, where the model version allows for a tolerance. Done before the transaction that compares them, as reading takes its
 * time. What cannot be read in time, or is too much, is left out: such a blob agrees with itself alone.
 */
export async function readReportedBlobs(
  { database, blobs }: Reading,
  community: string,
  events: readonly AttemptEvent[],
): Promise<ReadonlyMap<string, JsonValue>> {
  const reported = events.flatMap(reportedBy);
  if (!reported.some(({ output }) => output?.type === 'blob')) return new Map();
  const tasks = new Set(reported.map(({ taskId }) => taskId));
  const known = await database.withTenantSql(community, (sql) => loadTolerant(sql, [...tasks]));
  const tolerant = new Set(known.map(({ taskId }) => taskId));
  const cids = blobsToCompare([...known, ...reported.filter(({ taskId }) => tolerant.has(taskId))]);
  return readAll(blobs, community, cids);
}

function reportedBy(event: AttemptEvent): readonly KnownOutput[] {
  if (event.type !== 'succeeded') return [];
  return [{ taskId: partsOfRun(event.taskId).taskId, output: event.output }];
}

/** What is known of those tasks whose outputs may differ by a tolerance: their results, and what waits for a verdict. */
function loadTolerant(sql: Sql, taskIds: readonly string[]): Promise<readonly KnownOutput[]> {
  const brief = (output: string) =>
    `case when ${output}->>'type' = 'blob' then ${output} else '{"type":"inline"}' end`;
  return sql.execute(
    `with wanted as (
       select tasks.id, tasks.state, tasks.output
       from tasks join jobs on jobs.id = tasks.job_id join model_versions on model_versions.id = jobs.model_version_id
       where tasks.id = any(array(select json_array_elements_text(?::json)))
         and model_versions.comparator->>'type' = 'TOLERANCE'
     )
     select id as "taskId", case when state = 'SUCCEEDED' then ${brief('output')} end as output from wanted
     union all
     select wanted.id, ${brief('attempts.output')} from wanted
     join attempts on attempts.task_id = wanted.id and attempts.state = 'REPORTED' and attempts.output is not null`,
    [JSON.stringify(taskIds)],
  );
}

function blobsToCompare(outputs: readonly KnownOutput[]): readonly string[] {
  const cids = [...groupByKey(outputs, ({ taskId }) => taskId).values()].flatMap((own) => {
    const names = new Map(own.flatMap(({ output }) => (output === null ? [] : [[nameOf(output), output]])));
    if (names.size < 2) return [];
    return [...names.values()].flatMap((output) =>
      output.type === 'blob' && output.bytes <= largestBlob ? [output.cid] : [],
    );
  });
  return [...new Set(cids)].slice(0, mostBlobs);
}

function nameOf(output: TaskOutput): string {
  return output.type === 'blob' ? output.cid : '';
}

async function readAll(
  blobs: Reading['blobs'],
  community: string,
  cids: readonly string[],
): Promise<ReadonlyMap<string, JsonValue>> {
  const read = new Map<string, JsonValue>();
  if (cids.length === 0) return read;
  const over = new AbortController();
  const reading = cids.map(async (cid) => {
    const json = await blobs.readJson(community, cid, largestBlob).catch(() => undefined);
    if (json !== undefined && !over.signal.aborted) read.set(cid, json as JsonValue);
  });
  const late = delay(patienceMs, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([Promise.all(reading), late]);
  over.abort();
  return read;
}

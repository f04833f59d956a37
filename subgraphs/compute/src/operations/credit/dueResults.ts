import type { LockedTask } from '../taskChange.js';
import type { AttemptRow, KnownAttempt } from '../upsertAttempts.js';
import type { DueResult } from './settleCredit.js';

/** The results among written attempts that have become valid. What was not said now is as it was known before. */
export function dueResults(
  written: Iterable<AttemptRow>,
  known: readonly KnownAttempt[],
  tasks: ReadonlyMap<string, LockedTask>,
): readonly DueResult[] {
  const before = new Map(known.map((attempt) => [attempt.id, attempt]));
  return [...written].flatMap((row) => {
    const task = tasks.get(row.task);
    if (row.state !== 'VALID' || task === undefined) return [];
    const earlier = before.get(row.id);
    const startedAt = timeOf(row.startedAt) ?? earlier?.startedAt?.getTime();
    const finishedAt = timeOf(row.finishedAt) ?? earlier?.finishedAt?.getTime();
    return {
      attemptId: row.id,
      taskId: task.id,
      jobId: task.job.id,
      step: task.step,
      deviceId: row.device,
      ownerId: row.owner === '' ? null : row.owner,
      elapsedMs: startedAt === undefined || finishedAt === undefined ? null : finishedAt - startedAt,
    };
  });
}

function timeOf(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}

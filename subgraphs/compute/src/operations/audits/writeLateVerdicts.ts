import type { TaskOutput } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';

/** What was made of a task's result after it had been settled. */
export interface LateVerdict {
  readonly taskId: string;
  /** Whether owners of several devices agree on its result. */
  readonly verified: boolean;
  /** What takes the result's place; null where it stays. */
  readonly output: TaskOutput | null;
}

/** Writes what came of results after their tasks were settled. Whoever calls holds the locks of their jobs. */
export async function writeLateVerdicts(
  sql: Sql,
  community: string,
  verdicts: readonly LateVerdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  const rows = verdicts.map(({ output, ...verdict }) => ({
    ...verdict,
    output: output === null ? null : JSON.stringify(output),
  }));
  await sql.execute(
    `update tasks set verified = verdict.verified, output = coalesce(verdict.output::json, tasks.output),
       replaced_at = case when verdict.output is null then tasks.replaced_at else now() end
     from json_to_recordset(?::json) as verdict("taskId" text, verified boolean, output text)
     where tasks.tenant_id = ? and tasks.id = verdict."taskId"`,
    [JSON.stringify(rows), community],
  );
}

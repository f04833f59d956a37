import type { Sql } from '@ai-collective/platform';
import { newRunTag } from './newRunTag.js';
import type { AskedRun } from './requeueRuns.js';

/** A device that a fleet is to be given a bait for. */
export interface BaitWanted {
  readonly fleetId: string;
  readonly modelVersionId: string;
  /** Whose device may not have had the task before. */
  readonly ownerId: string;
}

/** A bait is one of the tasks of so many of the newest jobs that have any. */
const newestJobs = 20;

/**
 * Chooses a task for each bait whose result devices of several owners confirmed, and none of this owner had: it is asked for
 * once more, like any run. Of jobs that not all devices of the fleet may have, none is chosen: a bait could wait for ever.
 * Answers fewer where there are none.
 */
export async function chooseBaits(
  sql: Sql,
  community: string,
  wanted: readonly BaitWanted[],
): Promise<readonly AskedRun[]> {
  if (wanted.length === 0) return [];
  const chosen = await sql.execute<{ readonly taskId: string }[]>(
    `select chosen.id as "taskId"
     from json_to_recordset(?::json) as bait("fleetId" text, "modelVersionId" text, "ownerId" text)
     cross join lateral (
       select tasks.id from tasks
       where tasks.tenant_id = ? and tasks.verified and tasks.step = 0
         and tasks.job_id = any(array(
           select jobs.id from jobs
           where jobs.tenant_id = ? and jobs.model_version_id = bait."modelVersionId" and jobs.fleet_id = bait."fleetId"
             and jobs.privacy <> 'TRUSTED' and jobs.regions is null
             and exists (
               select from tasks as confirmed
               where confirmed.tenant_id = jobs.tenant_id and confirmed.job_id = jobs.id and confirmed.verified
             )
           order by jobs.id desc limit ?
         ))
         and not exists (
           select from attempts
           where attempts.tenant_id = tasks.tenant_id and attempts.task_id = tasks.id
             and attempts.owner_id = bait."ownerId"
         )
       order by random() limit 1
     ) as chosen`,
    [JSON.stringify(wanted), community, community, newestJobs],
  );
  return chosen.map(({ taskId }) => ({ taskId, run: newRunTag() }));
}

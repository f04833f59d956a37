import type { Database } from '@ai-collective/platform';

/** How a fleet stood when it was last looked at. */
export interface FleetLoad {
  readonly communityId: string;
  readonly fleetId: string;
  readonly queued: number;
  readonly running: number;
  readonly verifying: number;
  readonly oldestWaitingSeconds: number;
  readonly expectedWorkSeconds: number;
  readonly lateTasks: number;
  readonly deadlineRisk: number;
  readonly desiredDevices: number;
}

/** How fleets of all communities stood, those looked at last, `most` of them. */
export function loadFleetLoads(
  { withoutTenantSql }: Pick<Database, 'withoutTenantSql'>,
  most: number,
): Promise<readonly FleetLoad[]> {
  return withoutTenantSql((sql) =>
    sql.execute<FleetLoad[]>(
      `select tenant_id as "communityId", fleet_id as "fleetId", queued, running, verifying,
         oldest_waiting_seconds as "oldestWaitingSeconds", expected_work_seconds as "expectedWorkSeconds",
         late_tasks as "lateTasks", deadline_risk as "deadlineRisk", devices as "desiredDevices"
       from loads_of_fleets(?)`,
      [most],
    ),
  );
}

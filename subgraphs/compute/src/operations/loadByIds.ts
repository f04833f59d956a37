import type { DeviceWorkSignals } from '@ai-collective/contracts';
import { columnsOf, type Database } from '@ai-collective/platform';
import { AttemptEntity, type Attempt } from '../entities/Attempt.js';
import { DeviceStandingEntity, type DeviceStandingRow } from '../entities/DeviceStanding.js';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { JobEntity, type Job } from '../entities/Job.js';
import { ModelEntity, type Model } from '../entities/Model.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import { TaskEntity, type Task } from '../entities/Task.js';
import { loadSignalsOf } from './devices/loadSignals.js';
import { loadOpenJobs, type OpenJob } from './fleets/loadOpenWork.js';
import { groupByKey } from './groupByKey.js';
import { workColumns, type JobWork } from './jobWork.js';

const attemptColumns = columnsOf(AttemptEntity);

type Loader<Value> = (
  database: Database,
  community: string,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Value>>;

/** Loads the rows of one kind a request needs at once, by id, of one community. Absent ids are left out. */
export const loadByIds = {
  models: (database, community, ids) =>
    byId(database.withTenant(community, (em) => em.find(ModelEntity, of(community, ids)))),
  modelVersions: (database, community, ids) =>
    byId(database.withTenant(community, (em) => em.find(ModelVersionEntity, of(community, ids)))),
  fleets: (database, community, ids) =>
    byId(database.withTenant(community, (em) => em.find(FleetEntity, of(community, ids)))),
  jobs: (database, community, ids) =>
    byId(database.withTenant(community, (em) => em.find(JobEntity, of(community, ids)))),
  tasks: (database, community, ids) =>
    byId(database.withTenant(community, (em) => em.find(TaskEntity, of(community, ids)))),
  deviceStandings: async (database, community, ids) => {
    const wanted = { tenantId: community, deviceId: { $in: [...ids] } };
    const rows = await database.withTenant(community, (em) => em.find(DeviceStandingEntity, wanted));
    return new Map(rows.map((row) => [row.deviceId, row]));
  },
  openJobsOfFleets: (database, community, ids) =>
    database.withTenantSql(community, (sql) => loadOpenJobs(sql, community, ids)),
  devicesOfFleets: async (database, community, ids) => {
    const [rows] = await database.queryTenant<[{ readonly id: string; readonly devices: number }[]]>(
      community,
      [
        [
          `select fleet_id as id, devices from fleet_loads
         where tenant_id = ? and fleet_id = any(array(select json_array_elements_text(?::json)))`,
          [community, JSON.stringify(ids)],
        ],
      ],
    );
    return new Map(rows.map(({ id, devices }) => [id, devices]));
  },
  signalsOfDevices: async (database, community, ids) => {
    const devices = await database.withTenantSql(community, (sql) => loadSignalsOf(sql, community, ids));
    return new Map(devices.map(({ deviceId, signals }) => [deviceId, signals]));
  },
  versionsOfModels: async (database, community, ids) =>
    groupByKey(
      await database.withTenant(community, (em) =>
        em.find(
          ModelVersionEntity,
          { tenantId: community, modelId: { $in: [...ids] } },
          { orderBy: { number: 'desc' } },
        ),
      ),
      ({ modelId }) => modelId,
    ),
  attemptsOfTasks: async (database, community, ids) =>
    groupByKey(
      (
        await database.queryTenant<[Attempt[]]>(community, [
          [
            `select ${attemptColumns} from attempts
             where tenant_id = ? and task_id = any(array(select json_array_elements_text(?::json))) order by id`,
            [community, JSON.stringify(ids)],
          ],
        ])
      )[0],
      ({ taskId }) => taskId,
    ),
  workOfJobs: async (database, community, ids) => {
    const [rows] = await database.queryTenant<[JobWork[]]>(community, [
      [
        `select ${workColumns} from job_work
         where tenant_id = ? and job_id = any(array(select json_array_elements_text(?::json)))`,
        [community, JSON.stringify(ids)],
      ],
    ]);
    return groupByKey(rows, ({ jobId }) => jobId);
  },
} satisfies {
  readonly models: Loader<Model>;
  readonly modelVersions: Loader<ModelVersion>;
  readonly fleets: Loader<Fleet>;
  readonly jobs: Loader<Job>;
  readonly tasks: Loader<Task>;
  readonly deviceStandings: Loader<DeviceStandingRow>;
  readonly openJobsOfFleets: Loader<readonly OpenJob[]>;
  readonly devicesOfFleets: Loader<number>;
  readonly signalsOfDevices: Loader<DeviceWorkSignals>;
  readonly versionsOfModels: Loader<readonly ModelVersion[]>;
  readonly attemptsOfTasks: Loader<readonly Attempt[]>;
  readonly workOfJobs: Loader<readonly JobWork[]>;
};

/** The condition for rows of one community. */
function of(tenantId: string, ids: readonly string[]) {
  return { tenantId, id: { $in: [...ids] } };
}

async function byId<Row extends { readonly id: string }>(
  rows: Promise<readonly Row[]>,
): Promise<ReadonlyMap<string, Row>> {
  return new Map((await rows).map((row) => [row.id, row]));
}

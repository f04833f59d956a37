import type { Reach, ReferenceResolvers, SubgraphContext } from '@ai-collective/platform';
import type { Permission } from '@ai-collective/contracts';
import type { DeviceStandingRow } from '../entities/DeviceStanding.js';
import type { Fleet } from '../entities/Fleet.js';
import type { Job } from '../entities/Job.js';
import type { Model } from '../entities/Model.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import type { Task } from '../entities/Task.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import type { LoadersByRequest, RequestLoaders } from './RequestLoaders.js';

type EntityLoaders = Pick<
  RequestLoaders,
  'models' | 'modelVersions' | 'fleets' | 'jobs' | 'tasks' | 'deviceStandings'
>;

/** Answers the entities of this subgraph to the gateway by id: null for what the requester's community does not have, or not for them. */
export function referenceResolvers(
  { reach, situations }: Pick<ComputeServices, 'reach' | 'situations'>,
  loaders: LoadersByRequest,
): ReferenceResolvers<SubgraphContext> {
  const resolve =
    <Row extends object>(permission: Permission, { load, isWithin }: Entity<Row>) =>
    async (
      { id }: Readonly<Record<string, unknown>>,
      context: SubgraphContext,
    ): Promise<object | null | undefined> => {
      const reached = reach(context.passport, permission);
      if (typeof id !== 'string' || id.includes('\0')) return null;
      const own = loaders.of(context);
      const row = await load(own, id, context);
      return row !== undefined && (reached.everywhere || (await isWithin(row, reached, own))) ? row : null;
    };
  return {
    Model: resolve('models:read', models),
    ModelVersion: resolve('models:read', modelVersions),
    Fleet: resolve('fleets:read', fleets),
    Job: resolve('jobs:read', jobs),
    Task: resolve('jobs:read', tasks),
    Device: resolve('devices:read', devicesIn(situations)),
  };
}

/** How rows of one kind are loaded, and which of them somebody may see who may not see all. */
interface Entity<Row> {
  readonly load: (loaders: EntityLoaders, id: string, context: SubgraphContext) => Promise<Row | undefined>;
  readonly isWithin: (row: Row, reached: Reach, loaders: EntityLoaders) => boolean | Promise<boolean>;
}

const models: Entity<Model> = {
  load: (loaders, id) => loaders.models.load(id),
  isWithin: ({ id }, reached) => reached.models.includes(id),
};

const modelVersions: Entity<ModelVersion> = {
  load: (loaders, id) => loaders.modelVersions.load(id),
  isWithin: ({ modelId }, reached) => reached.models.includes(modelId),
};

const fleets: Entity<Fleet> = {
  load: (loaders, id) => loaders.fleets.load(id),
  isWithin: ({ id }, reached) => reached.fleets.includes(id),
};

const jobs: Entity<Job> = {
  load: (loaders, id) => loaders.jobs.load(id),
  isWithin: async ({ fleetId, modelVersionId }, reached, loaders) => {
    if (reached.fleets.includes(fleetId)) return true;
    const version = await loaders.modelVersions.load(modelVersionId);
    return version !== undefined && reached.models.includes(version.modelId);
  },
};

const tasks: Entity<Task> = {
  load: (loaders, id) => loaders.tasks.load(id),
  isWithin: async ({ jobId }, reached, loaders) => {
    const job = await loaders.jobs.load(jobId);
    return job !== undefined && jobs.isWithin(job, reached, loaders);
  },
};

interface DeviceRow {
  readonly id: string;
  readonly standing: DeviceStandingRow | null;
  readonly idleReason: string | null;
}

/** Which fleet a device is in is identity's to know: who may see some devices only sees nothing of them here. */
function devicesIn(situations: ComputeServices['situations']): Entity<DeviceRow> {
  return {
    load: async (loaders, id, { passport }) => {
      const standing = (await loaders.deviceStandings.load(id)) ?? null;
      const idleReason = situations.idleReason(passport.community, id, new Date());
      return standing === null && idleReason === null ? undefined : { id, standing, idleReason };
    },
    isWithin: () => false,
  };
}

import type { Database } from '@ai-collective/platform';
import { loadJobCosts } from '../operations/credit/loadJobCosts.js';
import { loadJobSteps } from '../operations/loadJobSteps.js';
import { loadJobEnergy } from '../operations/loadJobEnergy.js';
import { loadByIds } from '../operations/loadByIds.js';
import type { Requester } from '../operations/Requester.js';
import { BatchLoader } from './BatchLoader.js';

/** The batch loaders of one request; all of them see the requester's community only. */
export type RequestLoaders = ReturnType<typeof makeLoaders>;

/** Gives each request its own loaders. */
export class LoadersByRequest {
  readonly #loaders = new WeakMap<object, RequestLoaders>();

  constructor(private readonly database: Database) {}

  of(requester: Requester): RequestLoaders {
    const known = this.#loaders.get(requester);
    if (known !== undefined) return known;
    const loaders = makeLoaders(this.database, requester.passport.community);
    this.#loaders.set(requester, loaders);
    return loaders;
  }
}

function makeLoaders(database: Database, community: string) {
  const loader = <Value>(
    load: (
      database: Database,
      community: string,
      ids: readonly string[],
    ) => Promise<ReadonlyMap<string, Value>>,
  ) => new BatchLoader((ids) => load(database, community, ids));
  return {
    models: loader(loadByIds.models),
    modelVersions: loader(loadByIds.modelVersions),
    fleets: loader(loadByIds.fleets),
    jobs: loader(loadByIds.jobs),
    tasks: loader(loadByIds.tasks),
    signalsOfDevices: loader(loadByIds.signalsOfDevices),
    deviceStandings: loader(loadByIds.deviceStandings),
    versionsOfModels: loader(loadByIds.versionsOfModels),
    openJobsOfFleets: loader(loadByIds.openJobsOfFleets),
    devicesOfFleets: loader(loadByIds.devicesOfFleets),
    workOfJobs: loader(loadByIds.workOfJobs),
    attemptsOfTasks: loader(loadByIds.attemptsOfTasks),
    costsOfJobs: loader(loadJobCosts),
    stepsOfJobs: loader(loadJobSteps),
    energyOfJobs: loader(loadJobEnergy),
  };
}

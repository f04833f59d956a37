import type { EntityManager, Reach } from '@ai-collective/platform';
import type { FilterQuery } from '@mikro-orm/core';
import type { Fleet } from '../entities/Fleet.js';
import type { Job } from '../entities/Job.js';
import type { Model } from '../entities/Model.js';
import { ModelVersionEntity } from '../entities/ModelVersion.js';

/** The jobs that a permission reaches: all, or those on some fleets and of some models. In the community's own transaction. */
export async function jobsWithin(em: EntityManager, reach: Reach): Promise<FilterQuery<Job>> {
  if (reach.everywhere) return {};
  const versions =
    reach.models.length === 0
      ? []
      : await em.find(ModelVersionEntity, { modelId: { $in: [...reach.models] } }, { fields: ['id'] });
  return {
    $or: [{ fleetId: { $in: [...reach.fleets] } }, { modelVersionId: { $in: versions.map(({ id }) => id) } }],
  };
}

/** The models that a permission reaches. */
export function modelsWithin({ everywhere, models }: Reach): FilterQuery<Model> {
  return everywhere ? {} : { id: { $in: [...models] } };
}

/** The fleets that a permission reaches. */
export function fleetsWithin({ everywhere, fleets }: Reach): FilterQuery<Fleet> {
  return everywhere ? {} : { id: { $in: [...fleets] } };
}

import type { EntityManager, Reach } from '@ai-collective/platform';
import type { FilterQuery } from '@mikro-orm/core';
import type { Fleet } from '../entities/Fleet.js';
import type { Job } from '../entities/Job.js';
import type { Model } from '../entities/Model.js';
import { ModelVersionEntity } from '../entities/ModelVersion.js';

/** The jobs that a permission reaches: all, or those on some fleets and of some models. In the community's own transaction. */
export async function jobsWithin(em: EntityManager, reach: Reach): Promise<FilterQuery<Job>> {
  const tenantId = reach.community;
  if (reach.everywhere) return { tenantId };
  const versions =
    reach.models.length === 0
      ? []
      : await em.find(
          ModelVersionEntity,
          { tenantId, modelId: { $in: [...reach.models] } },
          { fields: ['id'] },
        );
  const ids = versions.map(({ id }) => id);
  return {
    tenantId,
    $or: [
      { fleetId: { $in: [...reach.fleets] } },
      // Of a chain, all models: who may see a job sees what each of them said.
      { modelVersionId: { $in: ids }, chain: { $contained: ids } },
    ],
  };
}

/** The models that a permission reaches. */
export function modelsWithin({ community, everywhere, models }: Reach): FilterQuery<Model> {
  return { tenantId: community, ...(!everywhere && { id: { $in: [...models] } }) };
}

/** The fleets that a permission reaches. */
export function fleetsWithin({ community, everywhere, fleets }: Reach): FilterQuery<Fleet> {
  return { tenantId: community, ...(!everywhere && { id: { $in: [...fleets] } }) };
}

import { idSchema } from '@ai-collective/contracts';
import { ModelEntity, type Model } from '../entities/Model.js';
import { errors } from '../errors.js';
import type { ComputeServices } from './ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from './page.js';
import type { Requester } from './Requester.js';
import { modelsWithin } from './withinReach.js';

/** A model of the requester's community that they may see, by id or slug, or null. Throws MODEL_REQUIRED unless exactly one is given. */
export async function findModel(
  { reach, database }: ComputeServices,
  { passport }: Requester,
  { id, slug }: { readonly id?: string | null | undefined; readonly slug?: string | null | undefined },
): Promise<Model | null> {
  const reached = reach(passport, 'models:read');
  if ((id == null) === (slug == null)) throw errors.MODEL_REQUIRED();
  if (id != null && !idSchema('model').safeParse(id).success) return null;
  if (slug?.includes('\0') === true) return null;
  const wanted = id == null ? { slug: slug ?? '' } : { id };
  return database.withTenant(reached.community, (em) =>
    em.findOne(ModelEntity, { $and: [wanted, modelsWithin(reached)] }),
  );
}

/** A community's models that the requester may see, newest first. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export async function listModels(
  { reach, database }: ComputeServices,
  { passport }: Requester,
  request: PageRequest,
): Promise<Page<Model>> {
  const reached = reach(passport, 'models:read');
  const place = placeOf(request, /^mdl_[0-9a-z]{26}$/);
  const before = place === null ? {} : { id: { $lt: place } };
  const models = await database.withTenant(reached.community, (em) =>
    em.find(
      ModelEntity,
      { $and: [before, modelsWithin(reached)] },
      {
        orderBy: { id: 'desc' },
        limit: request.first + 1,
      },
    ),
  );
  return pageOf(models, request, ({ id }) => id);
}

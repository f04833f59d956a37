import { idSchema } from '@ai-collective/contracts';
import { ModelEntity, type Model } from '../entities/Model.js';
import { errors } from '../errors.js';
import type { ComputeServices } from './ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from './page.js';
import type { Requester } from './Requester.js';

/** A model of the requester's community by id or slug, or null. Throws MODEL_REQUIRED unless exactly one is given. */
export async function findModel(
  { authorize, database }: ComputeServices,
  { passport }: Requester,
  { id, slug }: { readonly id?: string | null | undefined; readonly slug?: string | null | undefined },
): Promise<Model | null> {
  const { community } = authorize(passport, 'models:read');
  if ((id == null) === (slug == null)) throw errors.MODEL_REQUIRED();
  if (id != null && !idSchema('model').safeParse(id).success) return null;
  if (slug?.includes('\0') === true) return null;
  return database.withTenant(community, (em) =>
    em.findOne(ModelEntity, { tenantId: community, ...(id == null ? { slug: slug ?? '' } : { id }) }),
  );
}

/** A community's models, newest first. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export async function listModels(
  { authorize, database }: ComputeServices,
  { passport }: Requester,
  request: PageRequest,
): Promise<Page<Model>> {
  const { community } = authorize(passport, 'models:read');
  const place = placeOf(request, /^mdl_[0-9a-z]{26}$/);
  const models = await database.withTenant(community, (em) =>
    em.find(
      ModelEntity,
      { tenantId: community, ...(place !== null && { id: { $lt: place } }) },
      { orderBy: { id: 'desc' }, limit: request.first + 1 },
    ),
  );
  return pageOf(models, request, ({ id }) => id);
}

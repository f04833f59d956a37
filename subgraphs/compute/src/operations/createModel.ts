import { newId } from '@ai-collective/contracts';
import { ModelEntity, type Model } from '../entities/Model.js';
import { errors } from '../errors.js';
import { isProse, isVisibleText } from '../rules/visibleText.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { isUniqueViolation } from './isUniqueViolation.js';
import type { Requester } from './Requester.js';

export interface CreateModelRequest {
  readonly name: string;
  readonly slug: string;
  readonly description?: string | null | undefined;
}

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;

/** Registers a model without versions. Throws NAME_INVALID, MODEL_SLUG_INVALID, DESCRIPTION_INVALID, MODEL_SLUG_TAKEN. */
export async function createModel(
  { authorize, database }: ComputeServices,
  requester: Requester,
  request: CreateModelRequest,
): Promise<Model> {
  const { community } = authorize(requester.passport, 'models:publish');
  const { name, slug, description } = request;
  if (!isVisibleText(name, 200)) throw errors.NAME_INVALID();
  if (!slugPattern.test(slug)) throw errors.MODEL_SLUG_INVALID();
  if (!isProse(description ?? '', 5_000)) throw errors.DESCRIPTION_INVALID();
  const model: Model = {
    id: newId('model'),
    tenantId: community,
    slug,
    name,
    description: description ?? '',
    createdBy: requester.passport.sub,
    createdAt: new Date(),
  };
  try {
    await database.withTenant(community, async (em) => {
      await em.insert(ModelEntity, model);
      await auditAllowed(em, requester, {
        community,
        action: 'models:publish',
        type: 'model',
        id: model.id,
        details: { slug },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? errors.MODEL_SLUG_TAKEN({ slug }) : error;
  }
  return model;
}

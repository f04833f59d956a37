import { idSchema } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { ModelEntity } from '../entities/Model.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';

export interface JobTarget {
  readonly modelVersionId?: string | null | undefined;
  /** Slug of a model, whose newest allowed version is meant. */
  readonly model?: string | null | undefined;
  /** The community's oldest fleet when absent. */
  readonly fleetId?: string | null | undefined;
}

/** What a job is to run, and where. Throws MODEL_REQUIRED, MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND or FLEET_NOT_FOUND. */
export async function resolveJobTarget(
  em: EntityManager,
  target: JobTarget,
): Promise<{ readonly version: ModelVersion; readonly fleet: Fleet }> {
  const version = await findVersion(em, target);
  const fleet = target.fleetId == null ? await findDefaultFleet(em) : await findFleet(em, target.fleetId);
  if (fleet === null) throw errors.FLEET_NOT_FOUND();
  return { version, fleet };
}

/** The community's oldest fleet, or null when it has none. */
export function findDefaultFleet(em: EntityManager): Promise<Fleet | null> {
  return em.findOne(FleetEntity, { id: { $ne: '' } }, { orderBy: { createdAt: 'asc', id: 'asc' } });
}

async function findFleet(em: EntityManager, fleetId: string): Promise<Fleet | null> {
  return idSchema('fleet').safeParse(fleetId).success ? em.findOne(FleetEntity, fleetId) : null;
}

async function findVersion(em: EntityManager, { modelVersionId, model }: JobTarget): Promise<ModelVersion> {
  if ((modelVersionId == null) === (model == null)) throw errors.MODEL_REQUIRED();
  const version =
    modelVersionId == null
      ? await findNewestVersion(em, model ?? '')
      : await findVersionById(em, modelVersionId);
  if (version === null) throw errors.MODEL_VERSION_NOT_FOUND();
  return version;
}

async function findVersionById(em: EntityManager, id: string): Promise<ModelVersion | null> {
  if (!idSchema('modelVersion').safeParse(id).success) return null;
  return em.findOne(ModelVersionEntity, { id, state: 'ALLOWED' });
}

async function findNewestVersion(em: EntityManager, slug: string): Promise<ModelVersion | null> {
  const model = slug.includes('\0') ? null : await em.findOne(ModelEntity, { slug });
  if (model === null) throw errors.MODEL_NOT_FOUND();
  return em.findOne(
    ModelVersionEntity,
    { modelId: model.id, state: 'ALLOWED' },
    { orderBy: { number: 'desc' } },
  );
}

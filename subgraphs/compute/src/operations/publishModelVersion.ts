import {
  type Comparator,
  idSchema,
  newId,
  runnerArtifacts,
  runnerNames,
  type RunnerName,
} from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { ModelEntity } from '../entities/Model.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import { runnerInputs, runnerOutputs } from '../rules/runnerInputs.js';
import { comparatorFrom, type AskedComparator } from '../rules/verification/index.js';
import { isVisibleText } from '../rules/visibleText.js';
import { auditAllowed } from './audit.js';
import { checkArtifacts, type GivenArtifact } from './checkArtifacts.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';

export interface PublishModelVersionRequest {
  readonly modelId: string;
  readonly runner: string;
  readonly artifacts: readonly GivenArtifact[];
  readonly licence: string;
  readonly maxBatch?: number | null | undefined;
  /** When two of its outputs are the same; by default within a tolerance. */
  readonly comparator?: AskedComparator | null | undefined;
}

/**
 * Checks the files of a new version and makes it runnable under the model's next number.
 * Throws RUNNER_UNKNOWN, ARTIFACT_ROLES_MISMATCH, LICENCE_INVALID, MAX_BATCH_INVALID, COMPARATOR_INVALID, MODEL_NOT_FOUND and
 * whatever {@link checkArtifacts} throws; nothing is written then.
 */
export async function publishModelVersion(
  services: ComputeServices,
  requester: Requester,
  request: PublishModelVersionRequest,
): Promise<ModelVersion> {
  const { community } = services.authorize(requester.passport, 'models:publish', {
    community: requester.passport.community,
    type: 'Model',
    id: request.modelId,
  });
  const { runner, comparator } = checkRequest(request);
  await services.database.withTenant(community, (em) => requireModel(em, community, request.modelId));
  const { parameters } = services.policies.get(community, requester.passport.ancestors);
  const maxBytes = parameters['models.maxBytes'];
  const artifacts = await checkArtifacts(services, { community, maxBytes, runner }, request.artifacts);
  const version = {
    id: newId('modelVersion'),
    tenantId: community,
    modelId: request.modelId,
    runner,
    artifacts,
    inputs: runnerInputs(runner, artifacts),
    outputs: runnerOutputs(runner, artifacts),
    licence: request.licence,
    comparator,
    maxBatch: request.maxBatch ?? null,
    state: 'ALLOWED',
    createdBy: requester.passport.sub,
    createdAt: new Date(),
  } as const;
  return services.database.withTenant(community, async (em) => {
    const number = await nextNumber(em, community, request.modelId);
    await em.insert(ModelVersionEntity, { ...version, number });
    await auditAllowed(em, requester, {
      community,
      action: 'models:publish',
      type: 'modelVersion',
      id: version.id,
      details: {
        modelId: version.modelId,
        number,
        runner,
        comparator,
        artifacts: artifacts.map(({ cid }) => cid),
      },
    });
    return { ...version, number };
  });
}

interface Checked {
  readonly runner: RunnerName;
  readonly comparator: Comparator;
}

function checkRequest({
  runner,
  artifacts,
  licence,
  maxBatch,
  comparator: asked,
}: PublishModelVersionRequest): Checked {
  const known = runnerNames.find((name) => name === runner);
  if (known === undefined) throw errors.RUNNER_UNKNOWN({ runner, known: runnerNames.join(', ') });
  requireRoles(known, artifacts);
  if (!isVisibleText(licence, 200)) throw errors.LICENCE_INVALID();
  if (maxBatch != null && (maxBatch < 1 || maxBatch > 1_024)) throw errors.MAX_BATCH_INVALID();
  const comparator = comparatorFrom(asked);
  if (comparator === null) throw errors.COMPARATOR_INVALID();
  return { runner: known, comparator };
}

function requireRoles(runner: RunnerName, artifacts: readonly GivenArtifact[]): void {
  const roles = Object.entries(runnerArtifacts[runner]);
  const needed = roles.flatMap(([role, { optional }]) => (optional === true ? [] : [role]));
  const optional = roles.flatMap(([role]) => (needed.includes(role) ? [] : [role]));
  const given = new Set(artifacts.map(({ role }) => role));
  const fits =
    given.size === artifacts.length &&
    needed.every((role) => given.has(role)) &&
    [...given].every((role) => needed.includes(role) || optional.includes(role));
  if (!fits)
    throw errors.ARTIFACT_ROLES_MISMATCH({
      runner,
      roles: needed.join(', '),
      optional: optional.join(', '),
    });
}

async function requireModel(em: EntityManager, tenantId: string, modelId: string): Promise<void> {
  const known = idSchema('model').safeParse(modelId).success;
  if (!known || (await em.count(ModelEntity, { id: modelId, tenantId })) === 0)
    throw errors.MODEL_NOT_FOUND();
}

/** The model's row stays locked until the version is written, so no number is given out twice. */
async function nextNumber(em: EntityManager, tenantId: string, modelId: string): Promise<number> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  await em.findOneOrFail(ModelEntity, { id: modelId, tenantId }, { lockMode });
  return (await em.count(ModelVersionEntity, { modelId, tenantId })) + 1;
}

import type { Artifact, Comparator, RunnerName } from '@ai-collective/contracts';
import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { DeclaredTensor, OperatorSet } from '../onnx/ModelFacts.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';

export const modelVersionStates = ['UPLOADED', 'CHECKED', 'ALLOWED', 'RETIRED'] as const;
export type ModelVersionState = (typeof modelVersionStates)[number];

/** A file of a model version, with what was read from it; a file that is no model declares nothing. */
export interface CheckedArtifact extends Artifact {
  readonly inputs: readonly DeclaredTensor[];
  readonly outputs: readonly DeclaredTensor[];
  readonly operatorSets: readonly OperatorSet[];
  readonly operatorDomains: readonly string[];
}

/** One immutable version of a model. Only ALLOWED ones are run. */
export const ModelVersionEntity = defineEntity({
  name: 'ModelVersion',
  tableName: 'model_versions',
  properties: {
    id: p.string().primary(),
    tenantId: p.string(),
    modelId: p.string(),
    number: p.integer(),
    runner: p.string().$type<RunnerName>(),
    artifacts: p.json<readonly CheckedArtifact[]>(),
    inputs: p.json<readonly TaskInputDeclaration[]>(),
    outputs: p.json<readonly DeclaredTensor[]>(),
    licence: p.string(),
    /** When two devices' outputs are the same. */
    comparator: p.json<Comparator>(),
    maxBatch: p.integer().nullable(),
    state: p.string().$type<ModelVersionState>(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

export type ModelVersion = InferEntity<typeof ModelVersionEntity>;

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runnerArtifacts, type ArtifactRole, type RunnerName } from '@ai-collective/contracts';
import type { AppError } from '@ai-collective/platform';
import type { CheckedArtifact } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import { MalformedModel } from '../onnx/MalformedModel.js';
import type { ModelFacts } from '../onnx/ModelFacts.js';
import { checkModel } from '../rules/checkModel.js';
import type { ComputeServices } from './ComputeServices.js';

export interface GivenArtifact {
  readonly role: string;
  readonly cid: string;
}

interface DownloadedArtifact extends GivenArtifact {
  readonly path: string;
  readonly bytes: number;
}

const largestText = 4 * 1_048_576;

/**
 * Downloads the files of a model version one after the other and checks each as its role demands.
 * Throws BLOB_NOT_FOUND, STORAGE_UNAVAILABLE, MODEL_TOO_LARGE, MODEL_NOT_ONNX, MODEL_EXTERNAL_DATA,
 * MODEL_OPERATOR_DOMAIN, CHARACTERS_NOT_TEXT, ARTIFACT_NOT_TEXT or ARTIFACT_JSON_INVALID.
 */
export async function checkArtifacts(
  services: Pick<ComputeServices, 'blobs' | 'readModelFile'>,
  limits: { readonly community: string; readonly maxBytes: number; readonly runner: RunnerName },
  artifacts: readonly GivenArtifact[],
): Promise<readonly CheckedArtifact[]> {
  const directory = await mkdtemp(join(tmpdir(), 'aic-model-'));
  try {
    const checked: CheckedArtifact[] = [];
    for (const { role, cid } of artifacts) {
      const path = join(directory, role);
      const bytes = await services.blobs.download(limits.community, cid, { path, maxBytes: limits.maxBytes });
      if (bytes === null) throw errors.MODEL_TOO_LARGE({ role, maxBytes: limits.maxBytes });
      const format = runnerArtifacts[limits.runner][role];
      checked.push(await checkArtifact(services, { role, cid, path, bytes }, format));
      await rm(path);
    }
    return checked;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function checkArtifact(
  { readModelFile }: Pick<ComputeServices, 'readModelFile'>,
  { path, ...artifact }: DownloadedArtifact,
  { format, schema }: ArtifactRole = { format: 'ONNX' },
): Promise<CheckedArtifact> {
  if (format !== 'ONNX') {
    const text = await readText({ path, ...artifact });
    if (format === 'JSON') checkJson(artifact.role, text, schema);
    return { ...artifact, inputs: [], outputs: [], operatorSets: [], operatorDomains: [] };
  }
  const facts = await factsOf(readModelFile, path, artifact.role);
  const refusal = checkModel(facts);
  if (refusal?.code === 'MODEL_EXTERNAL_DATA') throw errors.MODEL_EXTERNAL_DATA({ role: artifact.role });
  if (refusal !== null) throw errors.MODEL_OPERATOR_DOMAIN({ role: artifact.role, domain: refusal.domain });
  const { inputs, outputs, operatorSets, operatorDomains } = facts;
  return { ...artifact, inputs, outputs, operatorSets, operatorDomains };
}

async function factsOf(
  read: ComputeServices['readModelFile'],
  path: string,
  role: string,
): Promise<ModelFacts> {
  try {
    return await read(path);
  } catch (error) {
    throw error instanceof MalformedModel ? errors.MODEL_NOT_ONNX({ role }, error) : error;
  }
}

/** Throws CHARACTERS_NOT_TEXT, ARTIFACT_NOT_TEXT for other roles. */
async function readText({ path, role, bytes }: DownloadedArtifact): Promise<string> {
  const refusal = (): AppError =>
    role === 'characters' ? errors.CHARACTERS_NOT_TEXT() : errors.ARTIFACT_NOT_TEXT({ role });
  if (bytes === 0 || bytes > largestText) throw refusal();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    if (text.trim() !== '' && !text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw refusal();
}

function checkJson(role: string, text: string, schema: ArtifactRole['schema']): void {
  const invalid = (reason: string): AppError => errors.ARTIFACT_JSON_INVALID({ role, reason });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('it is not JSON');
  }
  const issue = schema?.safeParse(value).error?.issues[0];
  if (issue !== undefined) throw invalid(`${issue.path.join('.') || 'the whole'}: ${issue.message}`);
}

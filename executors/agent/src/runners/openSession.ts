import { InferenceSession } from 'onnxruntime-node';
import { modelFailure } from '../failures/TaskFailed.js';
import type { ArtifactPaths } from './runner.js';

/**
 * Opens the model file of a role. Throws MODEL_FILE_MISSING when the version has none,
 * MODEL_UNLOADABLE when ONNX Runtime cannot read it.
 */
export async function openSession(
  artifacts: ArtifactPaths,
  role: string,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const path = artifactPath(artifacts, role);
  try {
    return await InferenceSession.create(path, options);
  } catch (error) {
    throw modelFailure('MODEL_UNLOADABLE', `The ${role} model cannot be loaded by ONNX Runtime.`, error);
  }
}

/** The path of a role's file. Throws MODEL_FILE_MISSING when the version has none. */
export function artifactPath(artifacts: ArtifactPaths, role: string): string {
  const path = artifacts[role];
  if (path === undefined)
    throw modelFailure('MODEL_FILE_MISSING', `The model version has no file for the role "${role}".`);
  return path;
}

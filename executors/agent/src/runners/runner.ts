import type { JsonValue, RunnerName, TaskInput } from '@ai-collective/contracts';
import type { InferenceSession } from 'onnxruntime-node';

/** Paths of a model version's files by role, each checked against its CID. */
export type ArtifactPaths = Readonly<Record<string, string>>;

/** The bytes of a task's input blobs by CID. */
export type InputBlobs = ReadonlyMap<string, Uint8Array>;

/** What one task runs on. */
export interface RunnerItem {
  readonly input: TaskInput;
  readonly blobs: InputBlobs;
}

/** A model in memory, ready to run. */
export interface LoadedRunner {
  /** Runs one task. Throws a {@link TaskFailed} with a coded reason when the input or the model is at fault. */
  run(input: TaskInput, blobs: InputBlobs): Promise<JsonValue>;
  /** Runs several tasks together, in their order, with the results each would have alone; throws when any of them fails. */
  runBatch?(items: readonly RunnerItem[]): Promise<readonly JsonValue[]>;
  /** Set where `runBatch` can only hope that the model does not mix its items: runs of several are then checked. */
  readonly mayMix?: boolean;
  /** Frees the model's memory. */
  dispose(): Promise<void>;
}

/** What an agent does around a model: one file or folder each, and one line in the registry. */
export interface Runner {
  readonly name: RunnerName;
  /** Loads a model and warms it up. Throws a {@link TaskFailed} when a file is missing or is no model. */
  load(artifacts: ArtifactPaths, options: InferenceSession.SessionOptions): Promise<LoadedRunner>;
}

/** One core a process: two threads gained nothing and would take what the owner did not grant. */
export const oneCore: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  executionProviders: ['cpu'],
  // Errors come back as results; ONNX Runtime need not print them too.
  logSeverityLevel: 4,
};

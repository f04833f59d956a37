import { readFile } from 'node:fs/promises';
import type { ClassificationResult } from '@ai-collective/contracts';
import { type InferenceSession, type Tensor } from 'onnxruntime-node';
import { classScores, parseLabels, rankLabels } from '../../rules/classification/rankLabels.js';
import { modelFailure } from '../../failures/TaskFailed.js';
import { artifactPath, openSession } from '../openSession.js';
import type { ArtifactPaths } from '../runner.js';

/** A network that gives a number for each label, and the labels. */
export class ScoringModel {
  readonly #session: InferenceSession;
  readonly #labels: readonly string[];

  private constructor(session: InferenceSession, labels: readonly string[]) {
    this.#session = session;
    this.#labels = labels;
  }

  /** Opens the roles `model` and `labels`. Throws coded model failures. */
  static async load(
    artifacts: ArtifactPaths,
    options: InferenceSession.SessionOptions,
  ): Promise<ScoringModel> {
    const labels = parseLabels(await readFile(artifactPath(artifacts, 'labels'), 'utf8'));
    return new ScoringModel(await openSession(artifacts, 'model', options), labels);
  }

  get inputs(): readonly InferenceSession.ValueMetadata[] {
    return this.#session.inputMetadata;
  }

  /** The likeliest labels. Throws MODEL_RUN_FAILED, MODEL_OUTPUT_UNEXPECTED, MODEL_LABELS_MISMATCH. */
  async classify(feeds: Readonly<Record<string, Tensor>>): Promise<ClassificationResult> {
    const values = await this.#run(feeds);
    if (values.length !== this.#labels.length || values.length < 2) {
      throw modelFailure(
        'MODEL_LABELS_MISMATCH',
        `The model gives ${values.length} numbers; its labels file has ${this.#labels.length} lines.`,
      );
    }
    const scores = classScores(values);
    if (!scores.every(Number.isFinite))
      throw modelFailure('MODEL_OUTPUT_UNEXPECTED', 'The model gives numbers that are none.');
    return rankLabels(scores, this.#labels);
  }

  /** Frees the network. */
  dispose(): Promise<void> {
    return this.#session.release();
  }

  async #run(feeds: Readonly<Record<string, Tensor>>): Promise<readonly number[]> {
    const name = this.#session.outputNames[0] ?? '';
    const results = await this.#session.run(feeds, [name]).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw modelFailure(
        'MODEL_RUN_FAILED',
        `The model failed on this input: ${reason.slice(0, 500)}`,
        error,
      );
    });
    const data = results[name]?.data;
    if (!(data instanceof Float32Array)) {
      throw modelFailure('MODEL_OUTPUT_UNEXPECTED', 'The first output of the model is no float32 tensor.');
    }
    return [...data];
  }
}

import type { RunnerName, TaskInput } from '@ai-collective/contracts';
import { largestBatch } from './batchSize.js';

/** What of a task decides which others it may be run together with. */
export interface BatchCandidate {
  readonly runner: RunnerName;
  /** Equal for tasks of equal models. */
  readonly modelKey: string;
  readonly modelVersionId?: string | undefined;
  readonly jobId?: string | undefined;
  /** Most items the model version takes in one run; unknown when undefined. */
  readonly maxBatch?: number | undefined;
  readonly input: TaskInput;
}

/** Tasks with the same `key` may be run together, `most` at a time. */
export interface BatchMates {
  readonly key: string;
  readonly most: number;
}

/** Which tasks one may be run together with; null when it is run by itself. */
export function batchMates(task: BatchCandidate): BatchMates | null {
  const most = Math.min(largestBatch, task.maxBatch ?? largestBatch);
  switch (task.runner) {
    case 'voice-activity-detection':
      return most > 1 ? { key: task.modelKey, most } : null;
    case 'tensor':
      return tensorMates(task, most);
    case 'ocr':
    case 'image-classification':
    case 'text-classification':
      return null;
  }
}

/**
 * Tensors of one job are stacked when their shapes are the same, the first dimension, the items of each task, included. A
 * blob says nothing of its shape here; the runner stacks only those of one item. Jobs are kept apart, and the versions of a chain in one: a
 * model made for it could tell one submitter what another's item was.
 */
function tensorMates(
  { modelKey, modelVersionId, jobId, input }: BatchCandidate,
  most: number,
): BatchMates | null {
  const values = Object.entries(input);
  const items = Math.max(
    1,
    ...values.map(([, value]) => (value.type === 'tensor' ? (value.shape[0] ?? 1) : 1)),
  );
  const tasks = Math.floor(most / items);
  if (tasks < 2) return null;
  const shapes = values.map(([name, value]) => [
    name,
    value.type === 'tensor' ? `${value.dtype} ${value.shape.join('×')}` : 'blob',
  ]);
  return {
    key: JSON.stringify([jobId ?? '', modelVersionId ?? '', modelKey, shapes.toSorted()]),
    most: tasks,
  };
}

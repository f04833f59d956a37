import { asTensor, type InlineTensor, partAt, type TaskInput } from '@ai-collective/contracts';
import { inputFailure } from '../failures/TaskFailed.js';
import type { InputBlobs, RunnerItem } from '../runners/runner.js';

/**
 * Puts in place what a task takes of the answers of other tasks: an input that is a part of a blob becomes a tensor, see
 * `asTensor`; other items are answered as they are. Throws an input failure ANSWER_UNREADABLE or ANSWER_PART_MISSING.
 */
export function takeParts(item: RunnerItem): RunnerItem {
  const { input, blobs } = item;
  if (!Object.values(input).some((value) => value.type === 'blob' && value.part !== undefined)) return item;
  const answers = new Map<string, unknown>();
  const taken = Object.entries(input).map(([name, value]): [string, TaskInput[string]] => {
    if (value.type !== 'blob' || value.part === undefined) return [name, value];
    const { cid, part } = value;
    if (!answers.has(cid)) answers.set(cid, readAnswer(blobs, cid));
    return [name, { type: 'tensor', ...partOf(answers.get(cid), part) }];
  });
  return { input: Object.fromEntries(taken), blobs };
}

function readAnswer(blobs: InputBlobs, cid: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(blobs.get(cid)));
  } catch (error) {
    throw inputFailure('ANSWER_UNREADABLE', 'The answer of an earlier step is not JSON.', error);
  }
}

function partOf(answer: unknown, part: string): InlineTensor {
  const tensor = asTensor(partAt(answer, part));
  if (tensor === null)
    throw inputFailure(
      'ANSWER_PART_MISSING',
      `The answer of an earlier step has no tensor or text at "${part}".`,
    );
  return tensor;
}

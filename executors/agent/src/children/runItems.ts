import { canonicalJson, type TaskFailure } from '@ai-collective/contracts';
import { failureOf } from '../failures/TaskFailed.js';
import type { LoadedRunner, RunnerItem } from '../runners/runner.js';
import type { ItemOutcome } from './childMessages.js';
import { takeParts } from './takeParts.js';

/** Runs tasks together where the model can; a task that fails, fails alone: when any does, each is run by itself. */
export async function runItems(
  model: LoadedRunner,
  items: readonly RunnerItem[],
): Promise<readonly ItemOutcome[]> {
  if (items.length > 1 && model.runBatch !== undefined) {
    try {
      const outputs = await model.runBatch(items.map(takeParts));
      return outputs.map((output) => ({ output: Buffer.from(canonicalJson(output)) }));
    } catch {
      // Which of them it was, shows when each runs by itself.
    }
  }
  const outcomes: ItemOutcome[] = [];
  for (const item of items) outcomes.push(await runOne(model, item));
  return outcomes;
}

async function runOne(model: LoadedRunner, item: RunnerItem): Promise<ItemOutcome> {
  try {
    const { input, blobs } = takeParts(item);
    return { output: Buffer.from(canonicalJson(await model.run(input, blobs))) };
  } catch (error) {
    return { failure: failureOf(error, unforeseen(error)) };
  }
}

/** What a task's owner is told of an error no runner foresaw. */
export function unforeseen(error: unknown): TaskFailure {
  const reason = error instanceof Error ? ` ${error.message.slice(0, 300)}` : '';
  return {
    code: 'RUNNER_FAILED',
    message: `The runner failed in a way it does not know.${reason}`,
    fault: 'device',
  };
}

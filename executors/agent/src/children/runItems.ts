import {
  canonicalJson,
  defaultTolerance,
  type JsonValue,
  outputsAgree,
  type TaskFailure,
} from '@ai-collective/contracts';
import { failureOf } from '../failures/TaskFailed.js';
import type { LoadedRunner, RunnerItem } from '../runners/runner.js';
import { isStackCheckDue } from '../rules/stackCheck.js';
import type { ItemOutcome, RunManner } from './childMessages.js';
import { takeParts } from './takeParts.js';

interface ItemsRun {
  readonly outcomes: readonly ItemOutcome[];
  readonly manner: RunManner;
}

/** What was found of a model: its stacked runs, and whether one of them mixed its items. */
const found = new WeakMap<LoadedRunner, { readonly runs: number; readonly mixes: boolean }>();

/**
 * Runs tasks together where the model can; a task that fails, fails alone: when any does, each is run by itself. A model that might mix
 * its items is checked against single runs, whose results are then the ones given; one that did mix them is never run so again.
 */
export async function runItems(model: LoadedRunner, items: readonly RunnerItem[]): Promise<ItemsRun> {
  if (items.length === 1) return { outcomes: await runEach(model, items), manner: 'TOGETHER' };
  const { runs, mixes } = found.get(model) ?? { runs: 0, mixes: false };
  if (model.runBatch === undefined || mixes) return apart(model, items);
  const isChecked = model.mayMix === true && isStackCheckDue(runs);
  if (isChecked && !differ(items)) return { outcomes: await runEach(model, items), manner: 'CHECKED' };
  let outputs: readonly JsonValue[];
  try {
    outputs = await model.runBatch(items.map(takeParts));
  } catch {
    // Which of them it was, shows when each runs by itself.
    return apart(model, items);
  }
  if (isChecked) return check(model, items, { outputs, runs });
  found.set(model, { runs: runs + 1, mixes: false });
  return { outcomes: outputs.map((output) => ({ output: encode(output) })), manner: 'TOGETHER' };
}

/** Items that are all the same look alone as they do mixed. */
function differ(items: readonly RunnerItem[]): boolean {
  return new Set(items.map(({ input }) => canonicalJson(input))).size > 1;
}

async function check(
  model: LoadedRunner,
  items: readonly RunnerItem[],
  stacked: { readonly outputs: readonly JsonValue[]; readonly runs: number },
): Promise<ItemsRun> {
  const outcomes = await runEach(model, items);
  const agrees = outcomes.every((outcome, index) => {
    const output = stacked.outputs[index];
    if (output === undefined || !('output' in outcome)) return false;
    return outputsAgree(output, decode(outcome.output), defaultTolerance);
  });
  found.set(model, { runs: stacked.runs + 1, mixes: !agrees });
  return { outcomes, manner: agrees ? 'CHECKED' : 'APART' };
}

async function apart(model: LoadedRunner, items: readonly RunnerItem[]): Promise<ItemsRun> {
  return { outcomes: await runEach(model, items), manner: 'APART' };
}

async function runEach(model: LoadedRunner, items: readonly RunnerItem[]): Promise<readonly ItemOutcome[]> {
  const outcomes: ItemOutcome[] = [];
  for (const item of items) outcomes.push(await runOne(model, item));
  return outcomes;
}

function encode(output: JsonValue): Uint8Array<ArrayBuffer> {
  return Buffer.from(canonicalJson(output));
}

function decode(output: Uint8Array): JsonValue {
  return JSON.parse(Buffer.from(output).toString()) as JsonValue;
}

async function runOne(model: LoadedRunner, item: RunnerItem): Promise<ItemOutcome> {
  try {
    const { input, blobs } = takeParts(item);
    return { output: encode(await model.run(input, blobs)) };
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

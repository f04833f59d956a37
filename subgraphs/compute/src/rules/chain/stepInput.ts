import {
  asTensor,
  partAt,
  type InputValue,
  type TaskFailure,
  type TaskInput,
  type TaskOutput,
} from '@ai-collective/contracts';
import { inlineInputLimit } from '../checkItem.js';
import { checkTensor, type NamedDimensions } from '../checkTensor.js';
import type { TaskInputDeclaration } from '../runnerInputs.js';
import type { ChainStep } from './chainStep.js';

/** What an item has come to. */
export interface ItemSoFar {
  readonly item: TaskInput;
  /** Answers by step. */
  readonly outputs: ReadonlyMap<number, TaskOutput>;
}

export interface PlannedStep extends ChainStep {
  readonly step: number;
  readonly declared: readonly TaskInputDeclaration[];
}

export type StepInputVerdict = { readonly input: TaskInput } | { readonly failure: TaskFailure };

/** The input of the first step, which has nothing but the item. */
export function firstInput({ inputs }: ChainStep, item: TaskInput): TaskInput {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, source]) => {
      const value = 'item' in source ? item[source.item] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The input of a later step, put together from the item and earlier answers, or why there is none. An answer in a blob is passed by its
 * content id and the part that is meant: the device takes it from there.
 */
export function stepInput(planned: PlannedStep, soFar: ItemSoFar): StepInputVerdict {
  const input: Record<string, InputValue> = {};
  let dimensions: NamedDimensions = new Map();
  let characters = 0;
  for (const declared of planned.declared) {
    const value = valueOf(planned, declared.name, soFar);
    if (value === null)
      return unfit(planned, declared, { code: 'CHAIN_PART_MISSING', message: missing(planned, declared) });
    if (value.type === 'tensor') {
      const verdict = checkTensor(declared, value, dimensions);
      if ('complaint' in verdict) {
        const { code, expected, given } = verdict.complaint;
        return unfit(planned, declared, { code, message: `it takes ${expected}, not ${given}` });
      }
      dimensions = verdict.dimensions;
      characters += value.data.length;
    }
    input[declared.name] = value;
  }
  if (characters <= inlineInputLimit) return { input };
  const message = `The tensors of step ${planned.step} take more than ${(inlineInputLimit / 4) * 3} bytes.`;
  return { failure: { code: 'CHAIN_INPUT_TOO_LARGE', message, fault: 'model' } };
}

function valueOf({ inputs }: PlannedStep, name: string, { item, outputs }: ItemSoFar): InputValue | null {
  const source = inputs[name];
  if (source === undefined) return null;
  if ('item' in source) return item[source.item] ?? null;
  const output = outputs.get(source.step);
  if (output === undefined) return null;
  if (output.type === 'blob') return { type: 'blob', cid: output.cid, part: source.part };
  const tensor = asTensor(partAt(output.json, source.part));
  return tensor === null ? null : { type: 'tensor', ...tensor };
}

function missing({ inputs }: PlannedStep, { name }: TaskInputDeclaration): string {
  const source = inputs[name];
  return source !== undefined && 'step' in source
    ? `the answer of step ${source.step} has no tensor or text at "${source.part}"`
    : 'the item does not have it';
}

function unfit(
  { step }: PlannedStep,
  { name }: TaskInputDeclaration,
  { code, message }: { readonly code: string; readonly message: string },
): StepInputVerdict {
  return {
    failure: { code, message: `Step ${step}, input "${name}": ${message}.`.slice(0, 2_000), fault: 'model' },
  };
}

import { partPointerSchema, pointerTo } from '@ai-collective/contracts';
import type { DeclaredTensor } from '../../onnx/ModelFacts.js';
import type { TaskInputDeclaration } from '../runnerInputs.js';
import type { ChainComplaint, ChainStep, InputSource, StepModel } from './chainStep.js';
import { itemInputs } from './itemInputs.js';
import { describeTensor, tensorsMeet } from './tensorsMeet.js';

/** Where an input of a step comes from, as a caller gave it, unchecked. */
export interface GivenSource {
  readonly name: string;
  readonly item?: string | null | undefined;
  readonly step?: number | null | undefined;
  readonly output?: string | null | undefined;
  readonly pointer?: string | null | undefined;
}

export interface GivenStep {
  readonly model: StepModel;
  readonly inputs: readonly GivenSource[];
}

export type ChainVerdict =
  | { readonly steps: readonly ChainStep[]; readonly item: readonly TaskInputDeclaration[] }
  | { readonly complaint: ChainComplaint };

type Wrong = { readonly reason: string } | { readonly expected: string; readonly given: string };
type Found = { readonly source: InputSource } | Wrong;

const text = { dtype: 'uint8', shape: [null] } as const;

/**
 * Finds where each input of each step comes from, and checks, as far as models declare it, that what comes fits what is taken. What
 * was not said is found by these rules: the first step takes the item's inputs of the same names; a later one takes the output of the
 * step before of the same name, or its only output for its only input, or its text.
 */
export function planChain(given: readonly GivenStep[]): ChainVerdict {
  const steps: ChainStep[] = [];
  for (const [step, { model, inputs }] of given.entries()) {
    const misnamed = misnamedInput(model, inputs);
    if (misnamed !== null) return { complaint: { step, ...misnamed } };
    const sources: Record<string, InputSource> = {};
    for (const declared of model.inputs) {
      const found = sourceOf(given, step, declared);
      if (!('source' in found)) return { complaint: complaintOf(found, step, declared) };
      sources[declared.name] = found.source;
    }
    steps.push({ inputs: sources });
  }
  const item = itemInputs(
    steps,
    given.map(({ model }) => model),
  );
  return 'complaint' in item ? item : { steps, item: item.inputs };
}

function complaintOf(wrong: Wrong, step: number, { name: input }: TaskInputDeclaration): ChainComplaint {
  return 'reason' in wrong
    ? { code: 'CHAIN_SOURCE_INVALID', step, input, ...wrong }
    : { code: 'CHAIN_TENSOR_MISMATCH', step, input, ...wrong };
}

function misnamedInput(model: StepModel, inputs: readonly GivenSource[]) {
  const known = model.inputs.map(({ name }) => name);
  for (const [place, { name: input }] of inputs.entries()) {
    if (!known.includes(input))
      return { code: 'CHAIN_INPUT_UNKNOWN', input, known: known.join(', ') } as const;
    if (inputs.findIndex(({ name }) => name === input) !== place)
      return { code: 'CHAIN_SOURCE_INVALID', input, reason: 'it is given twice.' } as const;
  }
  return null;
}

function sourceOf(given: readonly GivenStep[], step: number, declared: TaskInputDeclaration): Found {
  const stated = given[step]?.inputs.find(({ name }) => name === declared.name);
  if (stated === undefined)
    return step === 0
      ? { source: { item: declared.name } }
      : fromStep(
          given,
          { of: step, step: step - 1, mayBeOnly: given[step]?.model.inputs.length === 1 },
          declared,
        );
  if ((stated.item == null) === (stated.step == null))
    return { reason: 'say either which input of the item it is, or of which earlier step.' };
  if (stated.step != null)
    return fromStep(given, { ...stated, of: step, step: stated.step, mayBeOnly: true }, declared);
  return stated.output == null && stated.pointer == null
    ? { source: { item: stated.item ?? declared.name } }
    : { reason: 'output and pointer are of a step, not of the item.' };
}

interface Wanted extends Pick<GivenSource, 'output' | 'pointer'> {
  /** Of which step it is an input. */
  readonly of: number;
  /** Which step it comes from. */
  readonly step: number;
  /** Whether an only output may go by any name. */
  readonly mayBeOnly: boolean;
}

function fromStep(given: readonly GivenStep[], wanted: Wanted, declared: TaskInputDeclaration): Found {
  const { of, step, output, pointer } = wanted;
  const model = step < of ? given[step]?.model : undefined;
  if (model === undefined) return { reason: `there is no step ${step} before it.` };
  if (declared.accepts === 'BLOB')
    return { reason: 'it takes a file, and no model makes one: take it from the item.' };
  if (model.runner !== 'tensor')
    return output == null
      ? fromAnswer(model, wanted, declared)
      : { reason: `step ${step} has no named outputs: give a pointer.` };
  return pointer == null
    ? fromOutput(model, wanted, declared)
    : { reason: `step ${step} gives tensors: name one as output.` };
}

function fromOutput({ outputs }: StepModel, wanted: Wanted, declared: TaskInputDeclaration): Found {
  const { step, output, mayBeOnly } = wanted;
  const only = mayBeOnly && outputs.length === 1 ? outputs[0] : undefined;
  const found: DeclaredTensor | undefined =
    outputs.find(({ name }) => name === (output ?? declared.name)) ?? (output == null ? only : undefined);
  if (found === undefined)
    return {
      reason: `step ${step} gives ${outputs.map(({ name }) => name).join(', ')}: say which, or where else it comes from.`,
    };
  return tensorsMeet(declared, found)
    ? { source: { step, part: pointerTo(found.name) } }
    : { expected: describeTensor(declared), given: describeTensor(found) };
}

/** Answers of runners with a task of their own are JSON, of which texts can be taken. */
function fromAnswer({ runner }: StepModel, { step, pointer }: Wanted, declared: TaskInputDeclaration): Found {
  const part = pointer ?? (runner === 'ocr' ? '/text' : null);
  if (part === null) return { reason: `say by a pointer which text of step ${step}'s answer it is.` };
  if (!partPointerSchema.safeParse(part).success)
    return { reason: 'the pointer is no JSON pointer (RFC 6901).' };
  return tensorsMeet(declared, text)
    ? { source: { step, part } }
    : { expected: describeTensor(declared), given: `text (${describeTensor(text)})` };
}

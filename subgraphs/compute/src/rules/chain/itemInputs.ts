import type { TaskInputDeclaration } from '../runnerInputs.js';
import type { ChainComplaint, ChainStep, StepModel } from './chainStep.js';
import { describeTensor, meetOf } from './tensorsMeet.js';

/** The inputs that the items of a chain have, or what speaks against one that several steps take. */
export type ItemInputs =
  { readonly inputs: readonly TaskInputDeclaration[] } | { readonly complaint: ChainComplaint };

interface Taken {
  readonly step: number;
  readonly name: string;
  readonly declared: TaskInputDeclaration;
}

/**
 * What steps take of an item, each input once: one that several steps take fits all of them. Dimensions of the same name are
 * the same size in one model only, so those of later steps are called by their step.
 */
export function itemInputs(steps: readonly ChainStep[], models: readonly StepModel[]): ItemInputs {
  const inputs = new Map<string, TaskInputDeclaration>();
  for (const { step, name, declared } of takenOf(steps, models)) {
    const other = inputs.get(declared.name) ?? declared;
    const shape = meetOf(other.shape, declared.shape);
    if (shape === undefined || other.dtype !== declared.dtype || other.accepts !== declared.accepts) {
      const [expected, given] = [describeTensor(declared), describeTensor(other)];
      return { complaint: { code: 'CHAIN_TENSOR_MISMATCH', step, input: name, expected, given } };
    }
    const isKept = other.isKept === true || step > 0;
    inputs.set(declared.name, { ...declared, shape, ...(isKept && { isKept }) });
  }
  return { inputs: [...inputs.values()] };
}

/** Whether steps after the first take anything of the item, which is kept for them then. */
export function laterStepsTakeItem(steps: readonly ChainStep[]): boolean {
  return steps.slice(1).some(({ inputs }) => Object.values(inputs).some((source) => 'item' in source));
}

function takenOf(steps: readonly ChainStep[], models: readonly StepModel[]): readonly Taken[] {
  return steps.flatMap(({ inputs }, step) =>
    (models[step]?.inputs ?? []).flatMap((declared) => {
      const source = inputs[declared.name];
      if (source === undefined || !('item' in source)) return [];
      return [{ step, name: declared.name, declared: { ...inStep(declared, step), name: source.item } }];
    }),
  );
}

function inStep(declared: TaskInputDeclaration, step: number): TaskInputDeclaration {
  if (step === 0 || declared.shape === null) return declared;
  const shape = declared.shape.map((size) => (typeof size === 'string' ? `step${step}.${size}` : size));
  return { ...declared, shape };
}

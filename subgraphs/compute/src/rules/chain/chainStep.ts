import type { RunnerName } from '@ai-collective/contracts';
import type { DeclaredTensor } from '../../onnx/ModelFacts.js';
import type { TaskInputDeclaration } from '../runnerInputs.js';

/** Most steps of a chain. */
export const mostSteps = 8;

/** Where an input of a step comes from: an input of the item, or a part of an earlier step's answer (a JSON pointer). */
export type InputSource = { readonly item: string } | { readonly step: number; readonly part: string };

/** A step of a chain as it is kept: where each of its inputs comes from, by name. */
export interface ChainStep {
  readonly inputs: Readonly<Record<string, InputSource>>;
}

/** A model version as far as a chain needs it. */
export interface StepModel {
  readonly runner: RunnerName;
  readonly inputs: readonly TaskInputDeclaration[];
  readonly outputs: readonly DeclaredTensor[];
}

/** What is wrong with a chain, and where. Steps are counted from 0, like items. */
export type ChainComplaint = { readonly step: number; readonly input: string } & (
  | { readonly code: 'CHAIN_INPUT_UNKNOWN'; readonly known: string }
  | { readonly code: 'CHAIN_SOURCE_INVALID'; readonly reason: string }
  | { readonly code: 'CHAIN_TENSOR_MISMATCH'; readonly expected: string; readonly given: string }
);

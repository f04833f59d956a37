import type { TensorDeclaration } from '@ai-collective/contracts';

/** An input or output as an ONNX file declares it. `shape` is null when even the number of dimensions is open. */
export interface DeclaredTensor extends Omit<TensorDeclaration, 'shape'> {
  readonly shape: TensorDeclaration['shape'] | null;
}

/** A set of operators a model was written against. */
export interface OperatorSet {
  readonly domain: string;
  readonly version: number;
}

/** What is read from an ONNX file, without its weights. */
export interface ModelFacts {
  readonly irVersion: number;
  readonly operatorSets: readonly OperatorSet[];
  /** Domains of the operators in use, of every graph and function of the file; '' is ONNX's own. */
  readonly operatorDomains: readonly string[];
  /** Inputs a caller must give: those of the main graph that have no initial value. */
  readonly inputs: readonly DeclaredTensor[];
  readonly outputs: readonly DeclaredTensor[];
  /** Whether any tensor lives outside the file. */
  readonly externalData: boolean;
  readonly nodes: number;
}

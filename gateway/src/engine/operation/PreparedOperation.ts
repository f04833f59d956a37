import type { FragmentDefinitionNode, OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { CompiledPlan } from '../plan/Step.js';
import type { EngineError } from '../EngineError.js';

/** An operation that is parsed, validated and planned: ready to run any number of times. */
export interface PreparedOperation {
  readonly kind: OperationTypeNode;
  readonly name: string | undefined;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly plan: CompiledPlan;
}

export type Preparation =
  | { readonly ok: true; readonly operation: PreparedOperation }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

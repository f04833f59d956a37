import type {
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { EngineError } from '../EngineError.js';
import type { DataKeys } from './DataKeys.js';

/** An operation that is parsed and validated: ready to run any number of times. */
export interface PreparedOperation {
  /** The same for the same document and operation name. */
  readonly id: string;
  readonly kind: OperationTypeNode;
  readonly name: string | undefined;
  /** All that was sent, with the operations that were not asked for. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly dataKeys: DataKeys;
  /** Variables whose values a plan depends on. */
  readonly conditionVariables: readonly string[];
}

export type Preparation =
  | { readonly ok: true; readonly operation: PreparedOperation }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

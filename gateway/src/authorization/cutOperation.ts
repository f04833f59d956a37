import {
  visit,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { AuthorizationRules } from './AuthorizationRules.js';
import type { DeniedSelection } from './DeniedField.js';
import { OperationCutter } from './OperationCutter.js';

/** What is left of an operation, and what is not. */
export interface CutOperation {
  /** The operation itself when nothing is denied. Its root may be left with `__typename` alone. */
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The earliest 1,000, in the order of the operation. */
  readonly denied: readonly DeniedSelection[];
  /** Coordinates that must come out as null even if a plan fetches them for its own use, as keys. */
  readonly withheld: ReadonlySet<string>;
}

/** A validated operation, and who asks. */
export interface Cutting {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly schema: GraphQLSchema;
  readonly rules: AuthorizationRules;
  /** Positions of the conditions the caller does not meet. */
  readonly unmet: ReadonlySet<number>;
}

/**
 * Takes the fields out of a validated operation that the caller may not have. What remains is valid: no selection is
 * empty, and fragments and variables that are not used any longer are gone. A field of an interface that only some
 * objects deny is asked of the others. Throws OperationTooLargeError when writing that out gets too large.
 */
export function cutOperation({ operation, fragments, ...parts }: Cutting): CutOperation {
  const cutter = new OperationCutter({ fragments, ...parts });
  const root = parts.schema.getRootType(operation.operation);
  if (root == null) return { operation, fragments, denied: [], withheld: new Set() };
  const { selectionSet, denied } = cutter.cut(operation.selectionSet, root);
  if (cutter.withheld.size === 0) return { operation, fragments, denied, withheld: cutter.withheld };
  const used = cutter.fragments;
  return {
    operation: withUsedVariables({ ...operation, selectionSet }, used),
    fragments: used,
    denied,
    withheld: cutter.withheld,
  };
}

function withUsedVariables(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): OperationDefinitionNode {
  const names = new Set<string>();
  const { variableDefinitions = [], ...rest } = operation;
  for (const node of [rest, ...fragments.values()])
    visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return {
    ...rest,
    variableDefinitions: variableDefinitions.filter(({ variable }) => names.has(variable.name.value)),
  };
}

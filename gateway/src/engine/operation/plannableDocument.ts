import {
  Kind,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { dataKeyOf, type RequiredNames } from './dataKey.js';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * What is left for the planner once the parts the engine answers by itself are cut from the root:
 * introspection, the root's `__typename`, and what `@skip(if: true)` or `@include(if: false)` exclude in the
 * document itself (the planner refuses a root from which nothing remains). Undefined when nothing remains.
 */
export function plannableDocument(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  requiredNames: RequiredNames,
): DocumentNode | undefined {
  const selections = plannableSelections(operation.selectionSet.selections, fragments);
  if (selections.length === 0) return undefined;
  const planned: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const used = fragmentsUsedBy(planned, fragments);
  return forPlanner({ kind: Kind.DOCUMENT, definitions: [planned, ...used] }, requiredNames);
}

function plannableSelections(
  selections: readonly SelectionNode[],
  fragments: Fragments,
): readonly SelectionNode[] {
  return selections.flatMap((selection) => {
    if (isNeverIncluded(selection)) return [];
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? [] : [selection];
    return inlined(selection, fragments);
  });
}

/** Root fragments are written in place, so that what remains of each can differ from its definition. */
function inlined(
  selection: Exclude<SelectionNode, FieldNode>,
  fragments: Fragments,
): readonly SelectionNode[] {
  const body = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
  const remaining = plannableSelections(body?.selectionSet.selections ?? [], fragments);
  if (remaining.length === 0) return [];
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: remaining };
  const { directives = [] } = selection;
  const typeCondition = body?.typeCondition;
  return [{ kind: Kind.INLINE_FRAGMENT, ...(typeCondition && { typeCondition }), directives, selectionSet }];
}

function isNeverIncluded(selection: SelectionNode): boolean {
  return (selection.directives ?? []).some((directive) => {
    const condition = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    if (condition?.kind !== Kind.BOOLEAN) return false;
    const excluded =
      directive.name.value === 'skip' ? true : directive.name.value === 'include' ? false : undefined;
    return valueFromASTUntyped(condition) === excluded;
  });
}

function fragmentsUsedBy(
  operation: OperationDefinitionNode,
  fragments: Fragments,
): readonly FragmentDefinitionNode[] {
  const used = new Map<string, FragmentDefinitionNode>();
  const note = (node: OperationDefinitionNode | FragmentDefinitionNode): void =>
    void visit(node, {
      FragmentSpread: ({ name: { value } }) => {
        const fragment = fragments.get(value);
        if (fragment === undefined || used.has(value)) return;
        used.set(value, fragment);
        note(fragment);
      },
    });
  note(operation);
  return [...used.values()];
}

/**
 * `__typename` is asked for under its own name, because the engine looks for it there; and a field that returns the
 * query type again may select `__schema` below the root, which the planner cannot place and the engine answers.
 */
function forPlanner(document: DocumentNode, requiredNames: RequiredNames): DocumentNode {
  return visit(document, {
    Field: (node): FieldNode | undefined => {
      if (node.name.value.startsWith('__')) return typenameField;
      const key = dataKeyOf(node, requiredNames);
      return key === node.name.value ? undefined : { ...node, alias: { kind: Kind.NAME, value: key } };
    },
  });
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

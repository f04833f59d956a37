import { Kind, parse, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';

/** A selection of a planned query: its response key and the type condition it stands under. */
export interface PlannedField {
  readonly condition: string;
  readonly key: string;
  readonly node: FieldNode;
}

/** The root fields of a query the planner wrote. */
export function rootFieldsOf(query: string): readonly PlannedField[] {
  const document = parse(query, { noLocation: true });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operation === undefined ? [] : fieldsOf(document, operation.selectionSet, '');
}

/** The fields selected on the entities of `alias`, with the entity type each belongs to. */
export function entityFieldsOf(query: string, alias: string): readonly PlannedField[] {
  const document = parse(query, { noLocation: true });
  return rootFieldsOf(query).flatMap(({ key, node }) =>
    key === alias && node.selectionSet ? fieldsOf(document, node.selectionSet, '') : [],
  );
}

function fieldsOf(
  document: DocumentNode,
  selectionSet: SelectionSetNode,
  condition: string,
): readonly PlannedField[] {
  return selectionSet.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [{ condition, key: node.alias?.value ?? node.name.value, node }];
    if (node.kind === Kind.INLINE_FRAGMENT)
      return fieldsOf(document, node.selectionSet, node.typeCondition?.name.value ?? condition);
    const fragment = document.definitions.find(
      (candidate) => candidate.kind === Kind.FRAGMENT_DEFINITION && candidate.name.value === node.name.value,
    );
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return [];
    return fieldsOf(document, fragment.selectionSet, fragment.typeCondition.name.value);
  });
}

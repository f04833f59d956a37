import { Kind, visit, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';

/** The variables that decide `@skip` and `@include`: plans are made for one set of their values. */
export function conditionVariables(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly string[] {
  const names = new Set<string>();
  for (const node of [operation, ...fragments.values()])
    visit(node, {
      Directive: ({ name, arguments: given = [] }) => {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  return [...names].sort();
}

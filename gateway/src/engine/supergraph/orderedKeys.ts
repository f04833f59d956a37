import {
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

type CompositeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * The supergraph with the keys of each type in the order the planner (0.0.38) needs: where a subgraph finds entities by several
 * keys and requires fields of them, it takes the last key, and ends the process when the subgraph it comes from does
 * not have that. So the keys that most subgraphs have come last, which is no help where a key of several fields is among them:
 * the planner takes that. The document itself when nothing changes.
 */
export function orderedKeys(document: DocumentNode): DocumentNode {
  const ordered = <Node extends CompositeNode>(node: Node): Node | undefined => {
    const directives = inOrder(node);
    return directives === undefined ? undefined : { ...node, directives };
  };
  return visit(document, {
    [Kind.OBJECT_TYPE_DEFINITION]: (node) => ordered(node),
    [Kind.INTERFACE_TYPE_DEFINITION]: (node) => ordered(node),
  });
}

/** The directives of a type in another order; undefined where it is right already. */
function inOrder({ directives = [], fields = [] }: CompositeNode): readonly ConstDirectiveNode[] | undefined {
  const graphs = [...new Set(directives.map((directive) => argumentOf(directive, 'graph')))];
  const isKeyed = (directive: ConstDirectiveNode) => argumentOf(directive, 'key') !== undefined;
  if (directives.filter(isKeyed).length < 2 || graphs.length < 2) return undefined;
  const known = (directive: ConstDirectiveNode) => {
    const key = argumentOf(directive, 'key');
    if (key === undefined) return 0;
    const names = topLevelNames(key);
    const isKnown = (graph: string | undefined) => names.every((name) => has(fields, name, graph));
    return graphs.filter(isKnown).length;
  };
  const sorted = [...directives].sort((left, right) => known(left) - known(right));
  return sorted.every((directive, index) => directive === directives[index]) ? undefined : sorted;
}

/** Whether a subgraph resolves a field of a type it has. */
function has(fields: readonly FieldDefinitionNode[], name: string, graph: string | undefined): boolean {
  const field = fields.find((each) => each.name.value === name);
  const joins = (field?.directives ?? []).filter((directive) => directive.name.value === 'join__field');
  return joins.length === 0 || joins.some((join) => argumentOf(join, 'graph') === graph);
}

function topLevelNames(fieldSet: string): readonly string[] {
  const [operation] = parse(`{ ${fieldSet} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
}

function argumentOf({ arguments: given }: ConstDirectiveNode, name: string): string | undefined {
  const value = given?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

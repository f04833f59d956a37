import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { z } from 'zod';
import { argumentsOf } from './directiveNames.js';
import { interfacesOf, namedTypeOf, type SupergraphTypes } from './SupergraphTypes.js';

const joinFieldSchema = z.object({
  requires: z.string().nullish(),
  contextArguments: z.array(z.object({ context: z.string(), selection: z.string() })).nullish(),
});

/**
 * The fields, by coordinate, that a subgraph is sent before it can answer a field: those that `@requires` names, also on
 * an interface object, and those `@fromContext` takes from a parent.
 */
export function requiredFields(
  types: SupergraphTypes,
  type: ObjectTypeDefinitionNode,
  field: FieldDefinitionNode,
): readonly string[] {
  const onInterfaces = interfacesOf(type).map((name) => types.field(`${name}.${field.name.value}`));
  const joins = [field, ...onInterfaces].flatMap((node) => joinsOf(node?.directives));
  const required = joins.flatMap(({ requires, contextArguments }) => [
    ...(requires == null ? [] : namedFields(types, type.name.value, fieldSet(`{${requires}}`))),
    ...(contextArguments ?? []).flatMap(({ context, selection }) =>
      providersOf(types, context).flatMap((provider) => namedFields(types, provider, fieldSet(selection))),
    ),
  ]);
  return [...new Set(required)];
}

function joinsOf(directives: readonly ConstDirectiveNode[] = []): readonly z.infer<typeof joinFieldSchema>[] {
  return directives
    .filter(({ name }) => name.value === 'join__field')
    .map((directive) => joinFieldSchema.parse(argumentsOf(directive)));
}

/** Types that put a value into a context. */
function providersOf(types: SupergraphTypes, context: string): readonly string[] {
  return [...types.objects, ...types.interfaces]
    .filter(({ directives = [] }) =>
      directives.some(
        ({ name, ...rest }) => name.value === 'context' && argumentsOf({ name, ...rest }).name === context,
      ),
    )
    .map(({ name }) => name.value);
}

function fieldSet(source: string): SelectionSetNode {
  const [definition] = parse(source, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`"${source}" is no set of fields.`);
  return definition.selectionSet;
}

/** What a set of fields names on a type; behind an abstract type, on every type there is. */
function namedFields(
  types: SupergraphTypes,
  parent: string,
  { selections }: SelectionSetNode,
): readonly string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error('A set of fields has no named fragments.');
    if (node.kind === Kind.INLINE_FRAGMENT)
      return namedFields(types, node.typeCondition?.name.value ?? parent, node.selectionSet);
    const { name, selectionSet } = node;
    const owners = types.members.get(parent) ?? [parent];
    const below = types.field(`${parent}.${name.value}`);
    const nested =
      below === undefined || selectionSet === undefined
        ? []
        : namedFields(types, namedTypeOf(below.type), selectionSet);
    return [...owners.map((owner) => `${owner}.${name.value}`), ...nested];
  });
}

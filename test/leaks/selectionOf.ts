import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

/** Everything that can be asked of a type without arguments, however deep, but no type inside itself. */
export function selectionOf(
  given: GraphQLOutputType,
  { deepest, above = [] }: { readonly deepest: number; readonly above?: readonly string[] },
): string {
  const type = getNamedType(given);
  if (!isObjectType(type)) return '';
  const within = { deepest, above: [...above, type.name] };
  const fields = fieldsOf(type).flatMap(({ name, type: of }) => {
    const named = getNamedType(of);
    if (isLeafType(named)) return [name];
    if (within.above.length > deepest || within.above.includes(named.name)) return [];
    const selection = selectionOf(of, within);
    return selection === '' ? [] : [`${name} ${selection}`];
  });
  return fields.length === 0 ? '{ __typename }' : `{ ${fields.join(' ')} }`;
}

function fieldsOf(type: GraphQLObjectType) {
  return Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
}

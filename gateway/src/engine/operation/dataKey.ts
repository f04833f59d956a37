import { Kind, parse, visit, type DocumentNode, type FieldNode } from 'graphql';

const prefix = '_client_';

/** Names of fields that some `@key` or `@requires` mentions, and whether one does so with arguments. */
export type RequiredNames = ReadonlyMap<string, { readonly withArguments: boolean }>;

/** Reads the names off a supergraph: a plan may need these fields under their own name. */
export function requiredNamesOf(supergraph: DocumentNode): RequiredNames {
  const names = new Map<string, { readonly withArguments: boolean }>();
  visit(supergraph, {
    Directive: (directive) => {
      if (!directive.name.value.startsWith('join__')) return;
      for (const { name, value } of directive.arguments ?? [])
        if ((name.value === 'key' || name.value === 'requires') && value.kind === Kind.STRING)
          addNames(value.value, names);
    },
  });
  return names;
}

function addNames(fieldSet: string, names: Map<string, { readonly withArguments: boolean }>): void {
  visit(parse(`{${fieldSet}}`), {
    Field: ({ name: { value }, arguments: given = [] }) => {
      names.set(value, { withArguments: given.length > 0 || names.get(value)?.withArguments === true });
    },
  });
}

/**
 * The key under which a client's field is fetched. When the client uses the name of a required field for something
 * else (an alias, or other arguments) the two would collide, and the planner (0.0.38) loses its own alias
 * for the required one below a type condition. So the client's field makes way.
 */
export function dataKeyOf(field: FieldNode, requiredNames: RequiredNames): string {
  const key = (field.alias ?? field.name).value;
  const required = requiredNames.get(key);
  const isPlain = key === field.name.value && (field.arguments ?? []).length === 0;
  return required === undefined || (isPlain && !required.withArguments) ? key : prefix + key;
}

/** The client's response key for a key of the data. */
export function responseKeyOf(dataKey: string): string {
  return dataKey.startsWith(prefix) ? dataKey.slice(prefix.length) : dataKey;
}

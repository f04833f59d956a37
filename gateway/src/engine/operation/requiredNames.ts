import { Kind, parse, visit, type DocumentNode } from 'graphql';

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

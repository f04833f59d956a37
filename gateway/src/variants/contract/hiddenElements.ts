import {
  isTypeDefinitionNode,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from 'graphql';
import type { Contract } from '../VariantDefinition.js';

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/**
 * Coordinates (`Type`, `Type.field`, `Type.field.argument`) that a contract hides by their tags, or that are hidden
 * already. Fields have the tags of their type, too. `include` speaks of the fields of objects and interfaces only: what
 * they take and return comes with them.
 */
export function hiddenElements(supergraph: DocumentNode, contract: Contract): ReadonlySet<string> {
  const hidden = new Set<string>();
  const hide = (coordinate: string, isHidden: boolean) => {
    if (isHidden) hidden.add(coordinate);
  };
  const rule = tagRule(contract);
  for (const type of supergraph.definitions.filter(isTypeDefinitionNode)) {
    const tags = tagsOf(type);
    hide(type.name.value, isHidden(type) || rule.excludes(tags));
    for (const part of partsOf(type)) {
      const coordinate = `${type.name.value}.${part.name.value}`;
      const all = [...tags, ...tagsOf(part)];
      const isField = part.kind === Kind.FIELD_DEFINITION;
      hide(coordinate, isHidden(part) || rule.excludes(all) || (isField && !rule.includes(all)));
      for (const argument of isField ? (part.arguments ?? []) : [])
        hide(`${coordinate}.${argument.name.value}`, isHidden(argument) || rule.excludes(tagsOf(argument)));
    }
  }
  return hidden;
}

function tagRule({ include, exclude }: Contract) {
  return {
    includes: (tags: readonly string[]) => include.length === 0 || tags.some((tag) => include.includes(tag)),
    excludes: (tags: readonly string[]) => tags.some((tag) => exclude.includes(tag)),
  };
}

/** Fields, input fields and enum values of a type. */
function partsOf(type: TypeDefinitionNode) {
  if (type.kind === Kind.ENUM_TYPE_DEFINITION) return type.values ?? [];
  return 'fields' in type ? (type.fields ?? []) : [];
}

function isHidden({ directives }: Directed): boolean {
  return directives?.some(({ name }) => name.value === 'inaccessible') ?? false;
}

function tagsOf({ directives }: Directed): readonly string[] {
  return (directives ?? []).flatMap((directive) => {
    const value = directive.name.value === 'tag' ? directive.arguments?.[0]?.value : undefined;
    return value?.kind === Kind.STRING ? [value.value] : [];
  });
}

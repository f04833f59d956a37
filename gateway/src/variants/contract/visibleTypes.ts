import {
  isTypeDefinitionNode,
  Kind,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';

/** What clients can reach, and what is wrong with it. */
export interface Visibility {
  readonly types: ReadonlySet<string>;
  readonly problems: readonly VariantProblem[];
}

/**
 * Walks from the root types over everything that is not hidden. With `dropsEmpty`, types that a contract leaves without
 * fields vanish from unions and interfaces; otherwise each of them is a problem.
 */
export function visibleTypes(
  supergraph: DocumentNode,
  hidden: ReadonlySet<string>,
  options: { readonly dropsEmpty: boolean },
): Visibility {
  const walk = new VisibilityWalk(supergraph, hidden, options.dropsEmpty);
  for (const root of ['Query', 'Mutation', 'Subscription']) walk.enterRoot(root);
  return walk;
}

class VisibilityWalk implements Visibility {
  readonly types = new Set<string>();
  readonly problems: VariantProblem[] = [];
  readonly #known: ReadonlyMap<string, TypeDefinitionNode>;
  readonly #implementers = new Map<string, string[]>();

  constructor(
    supergraph: DocumentNode,
    readonly hidden: ReadonlySet<string>,
    readonly dropsEmpty: boolean,
  ) {
    const nodes = supergraph.definitions.filter(isTypeDefinitionNode);
    this.#known = new Map(nodes.map((node) => [node.name.value, node]));
    for (const node of nodes)
      for (const parent of 'interfaces' in node ? (node.interfaces ?? []) : [])
        this.#implementers.set(parent.name.value, [
          ...(this.#implementers.get(parent.name.value) ?? []),
          node.name.value,
        ]);
  }

  enterRoot(name: string): void {
    const node = this.#known.get(name);
    if (node !== undefined && this.#hasVisibleParts(node)) this.#enter(name);
    else if (name === 'Query')
      this.#report(
        'CONTRACT_EMPTIES_QUERY',
        name,
        'The contract hides every query, so nothing could be asked.',
      );
  }

  #enter(name: string): void {
    const node = this.#known.get(name);
    if (node === undefined || this.types.has(name)) return;
    this.types.add(name);
    if (!this.#hasVisibleParts(node))
      this.#report(
        'CONTRACT_EMPTIES_TYPE',
        name,
        `The contract hides everything in ${name}, but not ${name} itself.`,
      );
    for (const field of visibleParts(node, this.hidden)) this.#enterPart(name, field);
    for (const other of this.#relatives(node)) this.#enterOptional(other);
  }

  #enterPart(type: string, part: FieldDefinitionNode | InputValueDefinitionNode): void {
    const coordinate = `${type}.${part.name.value}`;
    this.#enterReferenced(coordinate, part.type);
    for (const argument of part.kind === Kind.FIELD_DEFINITION ? (part.arguments ?? []) : []) {
      const place = `${coordinate}.${argument.name.value}`;
      if (!this.hidden.has(place)) this.#enterReferenced(place, argument.type);
      else this.#checkDispensable(place, argument);
    }
  }

  #enterReferenced(coordinate: string, type: TypeNode): void {
    const name = namedType(type);
    if (this.hidden.has(name))
      this.#report(
        'CONTRACT_HIDES_REFERENCED',
        coordinate,
        `${coordinate} stays visible, but its type ${name} is hidden.`,
      );
    else this.#enter(name);
  }

  /** Members of unions, interfaces and their implementers: they may vanish. */
  #enterOptional(name: string): void {
    const node = this.#known.get(name);
    if (node === undefined || this.hidden.has(name)) return;
    if (this.dropsEmpty && !this.#hasVisibleParts(node)) return;
    this.#enter(name);
  }

  #relatives(node: TypeDefinitionNode): readonly string[] {
    if (node.kind === Kind.UNION_TYPE_DEFINITION) return (node.types ?? []).map(({ name }) => name.value);
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      for (const field of node.fields ?? []) {
        const place = `${node.name.value}.${field.name.value}`;
        if (this.hidden.has(place)) this.#checkDispensable(place, field);
      }
    }
    const parents = 'interfaces' in node ? (node.interfaces ?? []).map(({ name }) => name.value) : [];
    return [...parents, ...(this.#implementers.get(node.name.value) ?? [])];
  }

  #checkDispensable(coordinate: string, { type, defaultValue }: InputValueDefinitionNode): void {
    if (type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined)
      this.#report(
        'CONTRACT_HIDES_REQUIRED',
        coordinate,
        `${coordinate} is required, so it cannot be hidden.`,
      );
  }

  #hasVisibleParts(node: TypeDefinitionNode): boolean {
    const { value: name } = node.name;
    const isVisible = (part: string) => !this.hidden.has(part);
    if (node.kind === Kind.SCALAR_TYPE_DEFINITION) return true;
    if (node.kind === Kind.UNION_TYPE_DEFINITION)
      return (node.types ?? []).some((member) => isVisible(member.name.value));
    if (node.kind === Kind.ENUM_TYPE_DEFINITION)
      return (node.values ?? []).some((value) => isVisible(`${name}.${value.name.value}`));
    return (node.fields ?? []).some((field) => isVisible(`${name}.${field.name.value}`));
  }

  #report(code: string, coordinate: string, message: string): void {
    this.problems.push({ code, coordinate, message });
  }
}

function visibleParts(
  node: TypeDefinitionNode,
  hidden: ReadonlySet<string>,
): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  const fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] =
    'fields' in node ? (node.fields ?? []) : [];
  return fields.filter((field) => !hidden.has(`${node.name.value}.${field.name.value}`));
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

import { Kind, type DocumentNode } from 'graphql';

/** Which types satisfy which type conditions, in the whole supergraph: also the parts clients cannot see. */
export class TypeMembership {
  readonly #members = new Map<string, Set<string>>();
  readonly #types = new Set<unknown>();

  constructor(supergraph: DocumentNode) {
    for (const node of supergraph.definitions) {
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
        this.#types.add(node.name.value);
        for (const parent of node.interfaces ?? []) this.#add(parent.name.value, node.name.value);
      }
      if (node.kind === Kind.UNION_TYPE_DEFINITION)
        for (const member of node.types ?? []) this.#add(node.name.value, member.name.value);
    }
  }

  /** Whether an object of type `typename` is selected by a fragment on `condition`. */
  satisfies(typename: string, condition: string): boolean {
    return typename === condition || (this.#members.get(condition)?.has(typename) ?? false);
  }

  /** Whether there is an object or interface of that name. */
  knows(typename: unknown): boolean {
    return this.#types.has(typename);
  }

  #add(parent: string, member: string): void {
    const members = this.#members.get(parent);
    if (members === undefined) this.#members.set(parent, new Set([member]));
    else members.add(member);
  }
}

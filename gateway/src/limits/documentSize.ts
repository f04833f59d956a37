import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How much there is of a document's greatest operation, its fragments written out. */
export interface DocumentSize {
  /** Levels of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly fields: number;
  /** Fields at the root. */
  readonly width: number;
  /** Fragments within fragments. */
  readonly nesting: number;
}

const nothing: DocumentSize = { depth: 0, aliases: 0, directives: 0, fields: 0, width: 0, nesting: 0 };

/** Nothing is looked at below so many fragments within fragments: what is there counts as `nesting` only. */
export const deepestFragments = 200;
/** Nothing is looked at below so many levels of fields, far below any limit: they count as `depth` only. */
export const deepestFields = 500;

const known = new WeakMap<DocumentNode, DocumentSize>();

/** Measures a document, which may be invalid and its fragments cyclic. The same document is measured once. */
export function documentSize(document: DocumentNode): DocumentSize {
  const size = known.get(document) ?? measureDocument(document);
  known.set(document, size);
  return size;
}

function measureDocument({ definitions }: DocumentNode): DocumentSize {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const measure = new Measure(new Map(fragments.map((node) => [node.name.value, node])));
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const size = operations.map((node) => measure.operation(node)).reduce(greatest, nothing);
  // Validation follows fragments that no operation spreads, too.
  const apart = fragments.map((node) => measure.spread(node.name.value, start)).reduce(greatest, nothing);
  const depth = Math.max(size.depth, apart.depth);
  return { ...size, depth, nesting: Math.max(size.nesting, apart.nesting) };
}

/** Where a measurement is. */
interface Whereabouts {
  readonly fields: number;
  readonly fragments: number;
}

const start: Whereabouts = { fields: 0, fragments: 0 };

/** Each fragment is measured once, however often it is spread; one that contains itself counts as empty there. */
class Measure {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, DocumentSize>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  operation({
    directives = [],
    variableDefinitions = [],
    selectionSet,
  }: OperationDefinitionNode): DocumentSize {
    const size = this.#selectionSet(selectionSet, start);
    const ofVariables = variableDefinitions.reduce((sum, node) => sum + (node.directives?.length ?? 0), 0);
    return { ...size, directives: size.directives + directives.length + ofVariables };
  }

  #selectionSet({ selections }: SelectionSetNode, at: Whereabouts): DocumentSize {
    let size = nothing;
    for (const selection of selections) size = sum(size, this.#selection(selection, at));
    return size;
  }

  #selection(node: SelectionNode, at: Whereabouts): DocumentSize {
    const directives = node.directives?.length ?? 0;
    if (node.kind !== Kind.FIELD) {
      const size = this.#fragment(node, at);
      return { ...size, directives: size.directives + directives };
    }
    const below = this.#below(node, at);
    return {
      depth: below.depth + 1,
      aliases: below.aliases + (node.alias === undefined ? 0 : 1),
      directives: below.directives + directives,
      fields: below.fields + 1,
      width: 1,
      nesting: below.nesting,
    };
  }

  #below({ selectionSet }: FieldNode, at: Whereabouts): DocumentSize {
    if (selectionSet === undefined) return nothing;
    if (at.fields >= deepestFields) return { ...nothing, depth: deepestFields };
    return this.#selectionSet(selectionSet, { ...at, fields: at.fields + 1 });
  }

  #fragment(node: Exclude<SelectionNode, { kind: Kind.FIELD }>, at: Whereabouts): DocumentSize {
    return node.kind === Kind.INLINE_FRAGMENT
      ? this.#selectionSet(node.selectionSet, at)
      : this.spread(node.name.value, at);
  }

  spread(name: string, at: Whereabouts): DocumentSize {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return nothing;
    if (at.fragments >= deepestFragments) return { ...nothing, nesting: deepestFragments };
    this.#measured.set(name, nothing);
    const below = this.#selectionSet(fragment.selectionSet, { ...at, fragments: at.fragments + 1 });
    const directives = below.directives + (fragment.directives?.length ?? 0);
    const size = { ...below, directives, nesting: below.nesting + 1 };
    this.#measured.set(name, size);
    return size;
  }
}

function sum(left: DocumentSize, right: DocumentSize): DocumentSize {
  return {
    depth: Math.max(left.depth, right.depth),
    aliases: left.aliases + right.aliases,
    directives: left.directives + right.directives,
    fields: left.fields + right.fields,
    width: left.width + right.width,
    nesting: Math.max(left.nesting, right.nesting),
  };
}

function greatest(left: DocumentSize, right: DocumentSize): DocumentSize {
  return {
    depth: Math.max(left.depth, right.depth),
    aliases: Math.max(left.aliases, right.aliases),
    directives: Math.max(left.directives, right.directives),
    fields: Math.max(left.fields, right.fields),
    width: Math.max(left.width, right.width),
    nesting: Math.max(left.nesting, right.nesting),
  };
}

import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** How much of the schema a document asks for, its fragments written out. */
export interface IntrospectionSize {
  /** Selections of lists and aliases: each list is as long as the schema has it, each alias writes it again. */
  readonly lists: number;
  /** Lists of types, fields or values in each other: their lengths multiply. */
  readonly depth: number;
}

const roots: ReadonlySet<string> = new Set(['__schema', '__type']);
/** Lists that multiply. */
const multiplying: ReadonlySet<string> = new Set([
  ...['types', 'fields', 'interfaces', 'possibleTypes', 'inputFields', 'enumValues'],
]);
/** Lists that are short wherever they are. */
const short: ReadonlySet<string> = new Set(['args', 'directives']);

/** Nothing is counted beyond so many selections; only fragments within each other lead here. */
const mostSelections = 5_000;
const endless: IntrospectionSize = { lists: Infinity, depth: Infinity };

const known = new WeakMap<DocumentNode, IntrospectionSize | { readonly none: true }>();

/**
 * Measures the introspection of a document, which may be invalid and its fragments cyclic; undefined when there is none.
 * The same document is measured once.
 */
export function introspectionSize(document: DocumentNode): IntrospectionSize | undefined {
  const size = known.get(document) ?? measure(document) ?? { none: true };
  known.set(document, size);
  return 'none' in size ? undefined : size;
}

interface Place {
  readonly selectionSet: SelectionSetNode;
  readonly depth: number;
}

function measure({ definitions }: DocumentNode): IntrospectionSize | undefined {
  const open = definitions.flatMap((node) => ('selectionSet' in node ? [node.selectionSet] : []));
  const found: Place[] = [];
  let lists = 0;
  for (let set = open.pop(); set !== undefined; set = open.pop())
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined) continue;
      if (node.kind === Kind.FIELD && roots.has(node.name.value)) {
        found.push({ selectionSet: node.selectionSet, depth: 0 });
        if (node.alias !== undefined) lists++;
      } else open.push(node.selectionSet);
    }
  if (found.length === 0) return undefined;
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const below = writtenOut(found, new Map(fragments.map((node) => [node.name.value, node])));
  return { lists: lists + below.lists, depth: below.depth };
}

function writtenOut(
  open: Place[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): IntrospectionSize {
  let [lists, deepest, selections] = [0, 0, 0];
  for (let place = open.pop(); place !== undefined; place = open.pop())
    for (const node of place.selectionSet.selections) {
      if (++selections > mostSelections) return endless;
      let { depth } = place;
      if (node.kind === Kind.FIELD) {
        const name = node.name.value;
        if (multiplying.has(name)) deepest = Math.max(deepest, ++depth);
        if (multiplying.has(name) || short.has(name)) lists++;
        if (node.alias !== undefined) lists++;
      }
      const selectionSet =
        node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)?.selectionSet : node.selectionSet;
      if (selectionSet !== undefined) open.push({ selectionSet, depth });
    }
  return { lists, depth: deepest };
}

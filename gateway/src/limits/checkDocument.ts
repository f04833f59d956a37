import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';
import { limitError } from './limitError.js';
import type { OperationLimits } from './OperationLimits.js';

/** Sizes of a selection set, its fragments written out. */
interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  /** Fields directly in it. */
  readonly width: number;
}

const nothing: Size = { depth: 0, aliases: 0, fields: 0, width: 0 };

/** Measures every operation of a document that may not be valid yet. Throws a GraphQLError over a limit. */
export function checkDocument(document: DocumentNode, limits: OperationLimits): void {
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  const measure = createMeasure(fragments);
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) check(measure(node.selectionSet), limits);
}

function check(size: Size, limits: OperationLimits): void {
  if (size.depth > limits.depth) throw limitError('OPERATION_TOO_DEEP', 'levels of fields', limits.depth);
  if (size.width > limits.rootFields)
    throw limitError('TOO_MANY_ROOT_FIELDS', 'fields at its root', limits.rootFields);
  if (size.aliases > limits.aliases) throw limitError('TOO_MANY_ALIASES', 'aliases', limits.aliases);
  if (size.fields > limits.selections) throw limitError('TOO_MANY_FIELDS', 'fields', limits.selections);
}

/** Each fragment is measured once, however often it is spread; one that contains itself counts as empty there. */
function createMeasure(
  fragments: ReadonlyMap<string, SelectionSetNode>,
): (selectionSet: SelectionSetNode) => Size {
  const measured = new Map<string, Size>();
  const fragmentSize = (name: string): Size => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const selectionSet = fragments.get(name);
    if (selectionSet === undefined) return nothing;
    measured.set(name, nothing);
    const size = measure(selectionSet);
    measured.set(name, size);
    return size;
  };
  const measure = ({ selections }: SelectionSetNode): Size =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return add(sum, fragmentSize(selection.name.value));
      if (selection.kind === Kind.INLINE_FRAGMENT) return add(sum, measure(selection.selectionSet));
      const below = selection.selectionSet === undefined ? nothing : measure(selection.selectionSet);
      const aliases = below.aliases + (selection.alias === undefined ? 0 : 1);
      return add(sum, { depth: below.depth + 1, aliases, fields: below.fields + 1, width: 1 });
    }, nothing);
  return measure;
}

function add(left: Size, right: Size): Size {
  return {
    depth: Math.max(left.depth, right.depth),
    aliases: left.aliases + right.aliases,
    fields: left.fields + right.fields,
    width: left.width + right.width,
  };
}

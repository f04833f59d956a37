import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { deepestFields } from './documentSize.js';

/** Characters of arguments that take about as long to compare as one field. */
const charactersEach = 32;

/** Most fields looked at. Far above what operations may have. */
const mostFields = 50_000;

/**
 * How many comparisons validation makes to find fields that cannot be merged: where several selection sets come
 * together, fields of one name are compared each with each, and so are the fragments. Stops above `most`. The
 * document's size has to be bounded: each field is visited as often as it is there when fragments are written out.
 * Infinite when there is no end to that.
 */
export function comparisonsIn({ definitions }: DocumentNode, most: number): number {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const counter = new ComparisonCounter(fragments, most);
  for (const node of definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) counter.count(node.selectionSet);
  for (const { name, selectionSet } of fragments)
    if (!counter.reached.has(name.value)) counter.count(selectionSet);
  return counter.comparisons;
}

/** Selection sets that come together, and how many fields are above them. */
interface Place {
  readonly selectionSets: readonly SelectionSetNode[];
  readonly level: number;
}

class ComparisonCounter {
  comparisons = 0;
  /** Names of fragments that were spread somewhere. */
  readonly reached = new Set<string>();
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #most: number;
  #fields = 0;

  constructor(fragments: readonly FragmentDefinitionNode[], most: number) {
    this.#fragments = new Map(fragments.map((node) => [node.name.value, node]));
    this.#most = most;
  }

  count(selectionSet: SelectionSetNode): void {
    const open: Place[] = [{ selectionSets: [selectionSet], level: 0 }];
    for (let place = open.pop(); place !== undefined && this.comparisons <= this.#most; place = open.pop()) {
      // Only fragments that contain themselves are that deep.
      if (place.level > deepestFields) this.comparisons = Infinity;
      for (const nodes of this.#collect(place.selectionSets).values()) {
        this.comparisons += pairs(nodes.length) * weight(nodes);
        const below = nodes.flatMap(({ selectionSet: subfields }) => subfields ?? []);
        if (below.length > 0) open.push({ selectionSets: below, level: place.level + 1 });
      }
    }
  }

  /** The fields of selection sets that come together, by the names they go by. */
  #collect(selectionSets: readonly SelectionSetNode[]): ReadonlyMap<string, readonly FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const open = [...selectionSets];
    for (let set = open.pop(); set !== undefined; set = open.pop())
      for (const node of set.selections)
        if (node.kind === Kind.FIELD) this.#add(fields, node);
        else if (node.kind === Kind.INLINE_FRAGMENT) open.push(node.selectionSet);
        else if (!spread.has(node.name.value)) {
          spread.add(node.name.value);
          this.reached.add(node.name.value);
          const fragment = this.#fragments.get(node.name.value);
          if (fragment !== undefined) open.push(fragment.selectionSet);
        }
    this.comparisons += pairs(spread.size);
    return fields;
  }

  #add(fields: Map<string, FieldNode[]>, node: FieldNode): void {
    if (++this.#fields > mostFields) this.comparisons = Infinity;
    const key = node.alias?.value ?? node.name.value;
    const known = fields.get(key);
    if (known === undefined) fields.set(key, [node]);
    else known.push(node);
  }
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

/** What one comparison counts, by the longest arguments. */
function weight(nodes: readonly FieldNode[]): number {
  let longest = 0;
  for (const { arguments: given = [] } of nodes) {
    const from = given[0]?.loc?.start ?? 0;
    longest = Math.max(longest, (given.at(-1)?.loc?.end ?? 0) - from);
  }
  return 1 + Math.floor(longest / charactersEach);
}

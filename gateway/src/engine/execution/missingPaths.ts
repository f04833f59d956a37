import type { FetchRewrite } from '@graphql-hive/router-query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';
import { renamedKeys } from './applyRewrites.js';
import { hasType } from './eachObjectAt.js';
import type { Execution } from './Execution.js';
import type { ResponsePath } from './Place.js';

/** Most places one failure is reported at: what is missing may be missing in thousands of items. */
const reportLimit = 100;

/** A value of the data and what one call selects of it. */
interface Selected {
  readonly value: unknown;
  readonly selectionSet: SelectionSetNode | undefined;
  readonly at: ResponsePath;
}

/** Paths of what of a selection is nowhere in a value, for a call that should have brought it. At most a hundred. */
export function missingPaths(
  { supergraph }: Execution<unknown>,
  { outputRewrites }: { readonly outputRewrites: readonly FetchRewrite[] },
  { value, selectionSet, at }: Selected,
): readonly ResponsePath[] {
  const missing = new MissingPaths(renamedKeys(outputRewrites), supergraph.membership);
  missing.look(value, selectionSet, at);
  return missing.paths;
}

type Fields = readonly (readonly [key: string, selectionSet: SelectionSetNode | undefined])[];

class MissingPaths {
  readonly paths: ResponsePath[] = [];
  readonly #renamed: ReadonlyMap<string, string>;
  readonly #membership: TypeMembership;

  constructor(renamed: ReadonlyMap<string, string>, membership: TypeMembership) {
    this.#renamed = renamed;
    this.#membership = membership;
  }

  look(value: unknown, selectionSet: SelectionSetNode | undefined, at: ResponsePath): void {
    if (this.paths.length >= reportLimit) return;
    if (value === undefined) this.paths.push(at);
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) this.look(item, selectionSet, [...at, index]);
    else if (selectionSet !== undefined && isJsonObject(value))
      for (const [key, inner] of this.#fieldsOf(selectionSet, value)) {
        const member = this.#renamed.get(key) ?? key;
        this.look(ownValue(value, member), inner, [...at, member]);
      }
  }

  #fieldsOf({ selections }: SelectionSetNode, object: JsonObject): Fields {
    return selections.flatMap((node): Fields => {
      if (node.kind === Kind.FIELD) return [[(node.alias ?? node.name).value, node.selectionSet]];
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      const condition = node.typeCondition?.name.value;
      const applies = condition === undefined || hasType(object, [condition], this.#membership);
      return applies ? this.#fieldsOf(node.selectionSet, object) : [];
    });
  }
}

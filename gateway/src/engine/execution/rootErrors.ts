import { Kind, type SelectionSetNode } from 'graphql';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { RootFetch } from '../plan/Step.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';
import type { SubgraphError, SubgraphResult } from '../transport/readSubgraphResult.js';
import type { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { renamedKeys } from './applyRewrites.js';
import { clientPath } from './clientPath.js';
import { hasType } from './eachObjectAt.js';
import type { Execution } from './Execution.js';
import type { ResponsePath } from './Place.js';
import { reportError } from './reportError.js';

/** Most places one failure is reported at: what is missing may be missing in thousands of items. */
const reportLimit = 100;

/** Reports an error at the root fields a call should have brought. */
export function reportRootFields(
  execution: Execution<unknown>,
  fetch: RootFetch,
  error: SubgraphError | SubgraphFailure,
): void {
  for (const key of fetch.keys) reportRootField(execution, fetch, { error, key });
}

/** Reports the errors of an answer where the client finds what they concern. */
export function reportRootErrors(
  execution: Execution<unknown>,
  fetch: RootFetch,
  { data, errors }: SubgraphResult,
): void {
  const renamed = renamedKeys(fetch.outputRewrites);
  for (const error of errors) {
    const path = error.path?.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key));
    const [key] = path ?? [];
    if (path?.length === 1 && typeof key === 'string') reportRootField(execution, fetch, { error, key });
    else if (path !== undefined && path.length > 0) reportError(execution, error, path);
    else if (data === null) reportRootFields(execution, fetch, error);
    else reportError(execution, error);
  }
  if (data === null) for (const key of fetch.keys) execution.errors.explain(clientPath(execution, [key]));
}

interface RootError {
  readonly error: SubgraphError | SubgraphFailure;
  readonly key: string;
}

/** Another call may bring the object: then what is missing in it is what failed, and that is known when all have ended. */
function reportRootField(execution: Execution<unknown>, fetch: RootFetch, { error, key }: RootError): void {
  const halves = fetch.halves.get(key);
  if (halves === undefined) {
    reportError(execution, error, [key]);
    return;
  }
  execution.errors.later(() => {
    const missing = new MissingPaths(execution, fetch);
    missing.look(ownValue(execution.data, key), halves, [key]);
    const paths = missing.paths.length === 0 ? [[key]] : missing.paths;
    for (const path of paths) reportError(execution, error, path);
  });
}

type Fields = readonly (readonly [key: string, selectionSet: SelectionSetNode | undefined])[];

/** Looks for what of a selection is nowhere in a value. */
class MissingPaths {
  readonly paths: ResponsePath[] = [];
  readonly #renamed: ReadonlyMap<string, string>;

  readonly #membership: TypeMembership;

  constructor({ supergraph }: Execution<unknown>, { outputRewrites }: RootFetch) {
    this.#renamed = renamedKeys(outputRewrites);
    this.#membership = supergraph.membership;
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

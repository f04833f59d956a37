import { ownValue } from '../jsonObject.js';
import type { RootFetch } from '../plan/Step.js';
import type { SubgraphError, SubgraphResult } from '../transport/readSubgraphResult.js';
import type { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { renamedKeys } from './applyRewrites.js';
import { clientPath } from './clientPath.js';
import type { Execution } from './Execution.js';
import { missingPaths } from './missingPaths.js';
import { reportError } from './reportError.js';

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
    const value = ownValue(execution.data, key);
    const missing = missingPaths(execution, fetch, { value, selectionSet: halves, at: [key] });
    for (const path of missing.length === 0 ? [[key]] : missing) reportError(execution, error, path);
  });
}

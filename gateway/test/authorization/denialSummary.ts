import type { TestResult, TestSupergraph } from '../engine/testSupergraph.js';

/** An answer with its denials as `path: coordinates`, other errors as `path! code`. */
export const summary = ({ data, errors = [] }: TestResult) => ({
  data,
  denied: errors.map(({ path = [], extensions: { code, coordinates } }) =>
    code === 'UNAUTHORIZED_FIELD'
      ? `${path.join('.')}: ${(coordinates as readonly string[]).join(' ')}`
      : `${path.join('.')}! ${code}`,
  ),
});

/** What subgraphs were asked. */
export const asked = ({ calls }: TestSupergraph) =>
  calls.map(({ subgraph, query }) => `${subgraph} ${query}`);

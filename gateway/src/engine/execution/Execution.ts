import type { PreparedOperation } from '../operation/PreparedOperation.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import type { SubgraphTransport } from '../transport/SubgraphTransport.js';
import type { JsonObject } from '../jsonObject.js';
import type { ErrorCollector } from './ErrorCollector.js';

/** One operation being executed: what every step reads, and the response that grows. */
export interface Execution<Context> {
  readonly supergraph: Supergraph;
  readonly operation: PreparedOperation;
  readonly transportOf: (subgraph: string) => SubgraphTransport<Context>;
  /** Variables as the client sent them: what subgraphs get. */
  readonly inputs: JsonObject;
  /** Variables after coercion and defaults: what `@skip` and `@include` look at. */
  readonly variables: JsonObject;
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly data: JsonObject;
  /** Fields, by coordinate, that are written as null whatever the data has: the caller may not have them. */
  readonly withheld: ReadonlySet<string> | undefined;
  readonly errors: ErrorCollector;
}

import type { PreparedOperation } from '../operation/PreparedOperation.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import type { Cancellation } from '../transport/Cancellation.js';
import type { SubgraphTransport } from '../transport/SubgraphTransport.js';
import type { JsonObject } from '../jsonObject.js';
import type { AwaitedObjects } from './AwaitedObjects.js';
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
  readonly cancellation: Cancellation;
  readonly data: JsonObject;
  /** Objects and lists that are at several places of the response. */
  readonly shared: Set<object>;
  /** Objects that calls under way will complete: they must stay where they are. */
  readonly awaited: AwaitedObjects;
  readonly errors: ErrorCollector;
}

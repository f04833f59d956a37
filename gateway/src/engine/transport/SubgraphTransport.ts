import type { Cancellation } from './Cancellation.js';

/** A GraphQL request to one subgraph. */
export interface SubgraphRequest<Context> {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Query and variables as the JSON text that GraphQL over HTTP sends. */
  readonly body: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** What the host gave `execute`: who is asking, the trace, and the like. */
  readonly context: Context;
  /** Happens when the client has gone or the operation was given up. */
  readonly cancellation: Cancellation;
}

/**
 * How the engine reaches one subgraph. Both answers are raw: the engine checks their shape.
 * Failures are thrown as {@link SubgraphFailure}.
 */
export interface SubgraphTransport<Context> {
  fetch(request: SubgraphRequest<Context>): Promise<unknown>;
  /** One item for each event. Ending the iteration ends the subscription upstream. */
  subscribe(request: SubgraphRequest<Context>): AsyncIterable<unknown>;
}

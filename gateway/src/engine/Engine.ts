import type { GraphQLSchema } from 'graphql';
import type { Grants } from '../authorization/Grants.js';
import type { EngineCounters } from './EngineCounters.js';
import type { EngineResult } from './EngineError.js';
import type { JsonObject } from './jsonObject.js';
import type { OperationChecks } from './operation/OperationStore.js';
import type { Preparation, PreparedOperation } from './operation/PreparedOperation.js';
import type { OverrideSettings } from './plan/Overrides.js';
import type { Cancellation } from './transport/Cancellation.js';
import type { SubgraphTransport } from './transport/SubgraphTransport.js';

export interface EngineSettings<Context> extends OverrideSettings<Context> {
  /** A Federation 2 supergraph. */
  readonly supergraph: string;
  /** Gives the way to each subgraph, by its name and the URL in the supergraph. Called once for each. */
  readonly transport: (subgraph: string, url: string) => SubgraphTransport<Context>;
  /** What the host refuses before validation. Default: nothing. */
  readonly checks?: OperationChecks;
  /** Most operations, and most plans, remembered. Default 1,000. */
  readonly operationCapacity?: number;
  /** Told why the planner gave up on an operation; the client only learns that it did. */
  readonly onPlanningFailure?: (cause: unknown) => void;
  /**
   * What a caller may have of what `@authenticated`, `@requiresScopes` and `@policy` protect; asked for each execution
   * when the supergraph has such directives. Default: nothing.
   */
  readonly grants?: (context: Context) => Grants;
  /** Told which fields, by coordinate (`User.email`), an execution was denied. */
  readonly onDenied?: (context: Context, coordinates: readonly string[]) => void;
  /** Where the engine counts its work, for metrics. Default: nowhere anybody sees. */
  readonly counters?: EngineCounters;
  /** Most errors in one response. Default 1,000. */
  readonly errorLimit?: number;
  /** Longest response, in characters. Default 67,108,864. */
  readonly responseLimit?: number;
}

export interface OperationInput<Context> {
  readonly variables?: JsonObject | null | undefined;
  /** Handed to the transports untouched. */
  readonly context: Context;
  /** Aborts the calls under way; `execute` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The same, instead of a signal, for hosts with so many requests that making signals costs. */
  readonly cancellation?: Cancellation | undefined;
  /**
   * Whoever has the same key gets the same answers. The same query with the same variables and key, under way at the
   * same moment, is executed once for all, with the context of the first. Mutations and inputs without a key share nothing.
   */
  readonly sharingKey?: string | undefined;
}

/** Executes operations over the subgraphs of one supergraph. Holds no connection: transports do. */
export interface Engine<Context> {
  /** The schema clients see. */
  readonly schema: GraphQLSchema;
  /** The supergraph it was made of. */
  readonly supergraph: string;
  /**
   * Parses and validates. Refusals are answers; only broken invariants throw. `checks` stand in for those of the
   * settings; what passed once is remembered and not checked again.
   */
  prepare(source: string, operationName?: string | null, checks?: OperationChecks): Preparation;
  /**
   * Prepares and plans an operation so that its first run need not. `conditions` are the values of its condition
   * variables. Answers whether it can run.
   */
  warm(source: string, operationName: string | null, conditions: JsonObject): Promise<boolean>;
  /** Runs a query or mutation. */
  execute(operation: PreparedOperation, input: OperationInput<Context>): Promise<EngineResult>;
  /** Runs a subscription: one result for each event. Ending the iteration ends it upstream. */
  subscribe(operation: PreparedOperation, input: OperationInput<Context>): AsyncIterable<EngineResult>;
  /** Lets go of the planner. Operations that were planned before still run; others are refused. */
  close(): void;
}

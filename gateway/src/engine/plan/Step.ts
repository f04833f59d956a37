import type { FetchRewrite } from '@graphql-hive/router-query-planner';
import type { SelectionSetNode } from 'graphql';
import type { PlannedPath } from './PlannedPath.js';
import type { Projection } from './Projection.js';

/** A query to one subgraph, as the planner wrote it. */
export interface SubgraphCall {
  readonly subgraph: string;
  readonly query: string;
  /** The query as JSON text: every request with it begins so. */
  readonly queryText: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** The client's variables that the query uses. */
  readonly variables: readonly string[];
}

/** Fields at the root of the response. */
export interface RootFetch {
  readonly kind: 'root';
  readonly call: SubgraphCall;
  /** Response keys of the query's root, for errors that concern the whole call. */
  readonly keys: readonly string[];
  /** What this call selects of objects that other calls may bring, too, by their response key. */
  readonly halves: ReadonlyMap<string, SelectionSetNode | undefined>;
  readonly outputRewrites: readonly FetchRewrite[];
}

export interface EntityField {
  readonly condition: string;
  readonly key: string;
  /** What the call selects of an object that other calls may bring, too. */
  readonly half: SelectionSetNode | undefined;
}

/** One `_entities` field: where its entities are, what to send for each, and which fields come back. */
export interface EntityGroup {
  readonly alias: string;
  readonly variable: string;
  readonly paths: readonly PlannedPath[];
  /** What is sent for each entity. */
  readonly projection: Projection;
  readonly outputRewrites: readonly FetchRewrite[];
  /** Keys of the data by type condition, for what concerns a whole entity. */
  readonly fields: readonly EntityField[];
  /** The same keys, whatever the type. */
  readonly keys: ReadonlySet<string>;
}

/** Fields of entities already in the response. Flatten and BatchFetch nodes both become this. */
export interface EntityFetch {
  readonly kind: 'entities';
  readonly call: SubgraphCall;
  readonly groups: readonly EntityGroup[];
  /** The same in parts of which each requires less; undefined where there is no less. For objects that lack something. */
  readonly inParts: () => EntityFetch | undefined;
}

export type Step =
  | RootFetch
  | EntityFetch
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] };

/** The calls of a plan. Without a step everything is answered locally; with `source` it is a subscription. */
export interface PlannedCalls {
  readonly source?: RootFetch;
  readonly step?: Step;
}

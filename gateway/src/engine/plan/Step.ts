import type {
  FetchRewrite,
  FlattenNodePathSegment,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';

/** A query to one subgraph, as the planner wrote it. */
export interface SubgraphCall {
  readonly subgraph: string;
  readonly query: string;
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
  readonly outputRewrites: readonly FetchRewrite[];
}

/** One `_entities` field: where its entities are, what to send for each, and which fields come back. */
export interface EntityGroup {
  readonly alias: string;
  readonly variable: string;
  readonly paths: readonly (readonly FlattenNodePathSegment[])[];
  readonly requires: readonly RequiresSelection[];
  readonly inputRewrites: readonly FetchRewrite[];
  readonly outputRewrites: readonly FetchRewrite[];
  /** Response keys by type condition, for errors that concern a whole entity. */
  readonly fields: readonly { readonly condition: string; readonly key: string }[];
}

/** Fields of entities already in the response. Flatten and BatchFetch nodes both become this. */
export interface EntityFetch {
  readonly kind: 'entities';
  readonly call: SubgraphCall;
  readonly groups: readonly EntityGroup[];
}

export type Step =
  | RootFetch
  | EntityFetch
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] };

/** A plan, compiled. Without a step everything is answered locally; with `source` it is a subscription. */
export interface CompiledPlan {
  readonly source?: RootFetch;
  readonly step?: Step;
}

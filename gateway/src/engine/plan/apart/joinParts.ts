import type {
  BatchFetchNode,
  FetchNode,
  FetchNodePathSegment,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import type { Supergraph } from '../../supergraph/readSupergraph.js';
import type { SubgraphJoins } from '../shapeOf.js';
import { joinQuery, type JoinedQuery } from './joinQuery.js';

type Joining = Pick<Supergraph, 'joins' | 'plannedSubgraphs'>;

/** The plan of a split operation as one of the operation itself: each alias of a part is the key it stands for. */
export function joinParts(plan: QueryPlan, keys: ReadonlyMap<string, string>, joining: Joining): QueryPlan {
  return plan.node == null ? plan : { ...plan, node: new PartsJoiner(keys, joining).node(plan.node) };
}

class PartsJoiner {
  readonly #keys: ReadonlyMap<string, string>;
  readonly #joining: Joining;

  constructor(keys: ReadonlyMap<string, string>, joining: Joining) {
    this.#keys = keys;
    this.#joining = joining;
  }

  node(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Fetch':
        return { ...node, ...this.#fetch(node) };
      case 'BatchFetch':
        return this.#batch(node);
      case 'Flatten':
        return { ...node, path: this.#path(node.path), node: this.node(node.node) };
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map((child) => this.node(child)) };
      case 'Subscription':
        return { ...node, primary: { ...node.primary, ...this.#fetch(node.primary) } };
      case 'Condition':
      case 'Defer':
        return node;
    }
  }

  #fetch({ serviceName, operation, requires, outputRewrites }: Fetched): Changed {
    const { query, rewrites } = this.#query(serviceName, operation);
    const added = rewrites.get(requires == null ? '' : '_entities') ?? [];
    return { operation: query, ...this.#rewrites(outputRewrites, added) };
  }

  #batch(node: BatchFetchNode): BatchFetchNode {
    const { query, rewrites } = this.#query(node.serviceName, node.operation);
    const aliases = node.entityBatch.aliases.map((entry) => ({
      ...entry,
      paths: entry.paths.map((path) => this.#path(path)),
      ...this.#rewrites(entry.outputRewrites, rewrites.get(entry.alias) ?? []),
    }));
    return { ...node, operation: query, entityBatch: { aliases } };
  }

  #query(serviceName: string, operation: string): JoinedQuery {
    const { joins, plannedSubgraphs } = this.#joining;
    const graph = joins.graphs.get(plannedSubgraphs.get(serviceName) ?? serviceName) ?? '';
    const subgraph: SubgraphJoins = { joins, graph };
    return joinQuery(operation, this.#keys, subgraph);
  }

  #path(path: readonly FlattenNodePathSegment[]): FlattenNodePathSegment[] {
    return path.map((segment) =>
      typeof segment === 'object' && 'Field' in segment ? { Field: this.#keyOf(segment.Field) } : segment,
    );
  }

  #rewrites(
    planned: readonly FetchRewrite[] | null | undefined,
    added: readonly FetchRewrite[],
  ): Pick<FetchNode, 'outputRewrites'> {
    const all = [...(planned ?? []).map((rewrite) => this.#rewrite(rewrite)), ...added];
    return all.length === 0 ? {} : { outputRewrites: all };
  }

  #rewrite(rewrite: FetchRewrite): FetchRewrite {
    if ('KeyRenamer' in rewrite) {
      const { path, renameKeyTo } = rewrite.KeyRenamer;
      return { KeyRenamer: { path: this.#rewritePath(path), renameKeyTo: this.#keyOf(renameKeyTo) } };
    }
    const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
    return { ValueSetter: { path: this.#rewritePath(path), setValueTo } };
  }

  #rewritePath(path: readonly FetchNodePathSegment[]): FetchNodePathSegment[] {
    return path.map((segment) => ('Key' in segment ? { Key: this.#keyOf(segment.Key) } : segment));
  }

  #keyOf(alias: string): string {
    return this.#keys.get(alias) ?? alias;
  }
}

type Fetched = Pick<FetchNode, 'serviceName' | 'operation' | 'requires' | 'outputRewrites'>;

type Changed = Pick<FetchNode, 'operation' | 'outputRewrites'>;

import type {
  BatchFetchNode,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import { renamedKeys } from '../execution/applyRewrites.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { contradictsItself } from './contradictsItself.js';
import { fetchByRequirement, type PlannedEntities } from './fetchByRequirement.js';
import { plannedPath } from './PlannedPath.js';
import { Projection } from './Projection.js';
import { entityFieldsOf, rootFieldsOf } from './responseFieldsOf.js';
import { sharedObjectsOf } from './sharedObjectsOf.js';
import { sharedRootsOf } from './sharedRootsOf.js';
import type { EntityFetch, EntityGroup, PlannedCalls, RootFetch, Step, SubgraphCall } from './Step.js';

/** What plans say by other names, and the types they speak of. */
type PlannedSupergraph = Pick<Supergraph, 'membership' | 'plannedSubgraphs' | 'joins'>;

type Path = readonly FlattenNodePathSegment[];

/** One `_entities` field as planned. */
interface Entities extends PlannedEntities, Pick<EntityGroup, 'paths'> {
  readonly inputRewrites?: FetchNode['inputRewrites'] | undefined;
  readonly outputRewrites?: FetchNode['outputRewrites'] | undefined;
}

/** Turns the planner's nodes into steps, reading each planned query once. Throws on nodes that cannot be there:
 * conditions are decided before planning, and `@defer` is no part of the schema. */
export function compilePlan({ node }: QueryPlan, supergraph: PlannedSupergraph): PlannedCalls {
  if (node == null) return {};
  const compiler = new PlanCompiler(supergraph, sharedRootsOf(node), sharedObjectsOf(node));
  if (node.kind === 'Subscription') return { source: compiler.rootFetch(node.primary) };
  if (node.kind !== 'Sequence') return { step: compiler.step(node, []) };
  const [first, ...others] = node.nodes;
  if (first?.kind !== 'Subscription') return { step: compiler.step(node, []) };
  const steps = others.map((other) => compiler.step(other, []));
  return { source: compiler.rootFetch(first.primary), step: { kind: 'sequence', steps } };
}

class PlanCompiler {
  readonly #supergraph: PlannedSupergraph;
  /** Response keys of the root that several calls bring. */
  readonly #sharedRoots: ReadonlySet<string>;
  /** The same anywhere. */
  readonly #sharedObjects: ReadonlySet<string>;

  constructor(
    supergraph: PlannedSupergraph,
    sharedRoots: ReadonlySet<string>,
    sharedObjects: ReadonlySet<string>,
  ) {
    this.#supergraph = supergraph;
    this.#sharedRoots = sharedRoots;
    this.#sharedObjects = sharedObjects;
  }

  step(node: PlanNode, path: Path): Step {
    switch (node.kind) {
      case 'Fetch':
        return node.requires == null ? this.rootFetch(node) : this.#entityFetch(node, path);
      case 'BatchFetch':
        return this.#batchFetch(node);
      case 'Flatten':
        return this.step(node.node, [...path, ...node.path]);
      case 'Sequence':
        return { kind: 'sequence', steps: node.nodes.map((child) => this.step(child, path)) };
      case 'Parallel':
        return parallel(node.nodes.map((child) => this.step(child, path)));
      case 'Condition':
      case 'Subscription':
      case 'Defer':
        throw new Error(`The engine has no ${node.kind} here.`);
    }
  }

  #entityFetch(node: FetchNode, path: Path): EntityFetch {
    const { requires = [], inputRewrites, outputRewrites } = node;
    const variable = 'representations';
    return this.#entities(this.#call(node), [
      { alias: '_entities', variable, paths: [plannedPath(path)], requires, inputRewrites, outputRewrites },
    ]);
  }

  #batchFetch(node: BatchFetchNode): EntityFetch {
    const entries = node.entityBatch.aliases.map((entry): Entities => ({
      ...entry,
      variable: entry.representationsVariableName,
      paths: entry.paths.map(plannedPath),
    }));
    return this.#entities(this.#call(node), entries);
  }

  #entities(call: SubgraphCall, entries: readonly Entities[]): EntityFetch {
    const groups = entries.map((entry): EntityGroup => ({
      alias: entry.alias,
      variable: entry.variable,
      paths: entry.paths,
      projection: this.#projection(entry),
      outputRewrites: entry.outputRewrites ?? [],
      ...this.#keptFields(call.query, entry),
    }));
    const inParts = once(() => this.#inParts(call, entries));
    const isContradictory = this.#contradictsItself(call);
    return (isContradictory ? inParts() : undefined) ?? { kind: 'entities', call, groups, inParts };
  }

  #contradictsItself({ query, subgraph }: SubgraphCall): boolean {
    const { joins } = this.#supergraph;
    const graph = joins.graphs.get(subgraph);
    return graph !== undefined && contradictsItself(query, { joins, graph });
  }

  #inParts(call: SubgraphCall, entries: readonly Entities[]): EntityFetch | undefined {
    const { joins } = this.#supergraph;
    const graph = joins.graphs.get(call.subgraph);
    const parted =
      graph === undefined ? undefined : fetchByRequirement(call.query, entries, { joins, graph });
    if (parted === undefined) return undefined;
    const { query, parts } = parted;
    const fetch = this.#entities(
      { ...call, query, queryText: JSON.stringify(query) },
      parts.map(({ of, alias, variable, requires }) => ({ ...of, alias, variable, requires })),
    );
    return { ...fetch, inParts: () => undefined };
  }

  /** The planner leaves `kind` out of a subscription's source, so only the other members are looked at. */
  rootFetch(node: Omit<FetchNode, 'kind'>): RootFetch {
    const fields = rootFieldsOf(node.operation);
    const halves = new Map(
      fields
        .filter(({ key }) => this.#sharedRoots.has(key))
        .map(({ key, node: { selectionSet } }) => [key, selectionSet]),
    );
    const keys = fields.map(({ key }) => key);
    return { kind: 'root', call: this.#call(node), keys, halves, outputRewrites: node.outputRewrites ?? [] };
  }

  #call(node: Omit<FetchNode, 'kind'> | BatchFetchNode): SubgraphCall {
    const { serviceName, operation } = node;
    return {
      subgraph: this.#supergraph.plannedSubgraphs.get(serviceName) ?? serviceName,
      query: operation,
      queryText: JSON.stringify(operation),
      operationKind: node.operationKind ?? 'query',
      variables: node.variableUsages ?? [],
    };
  }

  /** What an `_entities` field brings, under the keys it has after the planner's renamings. */
  #keptFields(query: string, { alias, outputRewrites }: Entities): Pick<EntityGroup, 'fields' | 'keys'> {
    const renamed = renamedKeys(outputRewrites ?? []);
    const fields = entityFieldsOf(query, alias).map(({ condition, key, node }) => ({
      condition,
      key: renamed.get(key) ?? key,
      half: this.#sharedObjects.has(key) ? node.selectionSet : undefined,
    }));
    return { fields, keys: new Set(fields.map(({ key }) => key)) };
  }

  #projection({ requires, inputRewrites }: Entities) {
    return new Projection(requires, inputRewrites ?? [], this.#supergraph.membership);
  }
}

/** Mutations run one after another: what completes an earlier field comes before the next mutation. */
function parallel(steps: readonly Step[]): Step {
  const mutations = steps.filter(mutates);
  if (mutations.length === 0) return { kind: 'parallel', steps };
  const others = steps.filter((step) => !mutates(step));
  return { kind: 'sequence', steps: [{ kind: 'parallel', steps: others }, ...mutations] };
}

function mutates(step: Step): boolean {
  switch (step.kind) {
    case 'root':
    case 'entities':
      return step.call.operationKind === 'mutation';
    case 'sequence':
    case 'parallel':
      return step.steps.some(mutates);
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

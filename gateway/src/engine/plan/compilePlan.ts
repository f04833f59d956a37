import type {
  BatchFetchNode,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import { entityFieldsOf, rootFieldsOf } from './responseFieldsOf.js';
import type { CompiledPlan, EntityFetch, RootFetch, Step, SubgraphCall } from './Step.js';

type Path = readonly FlattenNodePathSegment[];

/** Turns the planner's nodes into steps, reading each planned query once. Throws on nodes that cannot be there:
 * conditions are decided before planning, and `@defer` is no part of the schema. */
export function compilePlan(plan: QueryPlan): CompiledPlan {
  const { node } = plan;
  if (node == null) return {};
  if (node.kind === 'Subscription') return { source: rootFetch(node.primary) };
  if (node.kind !== 'Sequence') return { step: compile(node, []) };
  const [first, ...others] = node.nodes;
  if (first?.kind !== 'Subscription') return { step: compile(node, []) };
  const steps = others.map((other) => compile(other, []));
  return { source: rootFetch(first.primary), step: { kind: 'sequence', steps } };
}

function compile(node: PlanNode, path: Path): Step {
  switch (node.kind) {
    case 'Fetch':
      return node.requires == null ? rootFetch(node) : entityFetch(node, path);
    case 'BatchFetch':
      return batchFetch(node);
    case 'Flatten':
      return compile(node.node, [...path, ...node.path]);
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((child) => compile(child, path)) };
    case 'Parallel':
      return parallel(node.nodes.map((child) => compile(child, path)));
    case 'Condition':
    case 'Subscription':
    case 'Defer':
      throw new Error(`The engine has no ${node.kind} here.`);
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

/** The planner leaves `kind` out of a subscription's source, so only the other members are looked at. */
function rootFetch(node: Omit<FetchNode, 'kind'>): RootFetch {
  const keys = rootFieldsOf(node.operation).map(({ key }) => key);
  return { kind: 'root', call: subgraphCall(node), keys, outputRewrites: node.outputRewrites ?? [] };
}

function entityFetch(node: FetchNode, path: Path): EntityFetch {
  const alias = '_entities';
  const group = {
    alias,
    variable: 'representations',
    paths: [path],
    requires: node.requires ?? [],
    inputRewrites: node.inputRewrites ?? [],
    outputRewrites: node.outputRewrites ?? [],
    fields: entityFieldsOf(node.operation, alias),
  };
  return { kind: 'entities', call: subgraphCall(node), groups: [group] };
}

function batchFetch(node: BatchFetchNode): EntityFetch {
  const groups = node.entityBatch.aliases.map((entry) => ({
    alias: entry.alias,
    variable: entry.representationsVariableName,
    paths: entry.paths,
    requires: entry.requires,
    inputRewrites: entry.inputRewrites ?? [],
    outputRewrites: entry.outputRewrites ?? [],
    fields: entityFieldsOf(node.operation, entry.alias),
  }));
  return { kind: 'entities', call: subgraphCall(node), groups };
}

function subgraphCall(node: Omit<FetchNode, 'kind'> | BatchFetchNode): SubgraphCall {
  return {
    subgraph: node.serviceName,
    query: node.operation,
    operationKind: node.operationKind ?? 'query',
    variables: node.variableUsages ?? [],
  };
}

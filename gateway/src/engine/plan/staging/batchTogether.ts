import type { BatchFetchNode, FetchNode, PlanNode } from '@graphql-hive/router-query-planner';
import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Path } from './stageOperation.js';

/** A call for entities at one path. */
interface EntityCall {
  readonly path: Path;
  readonly fetch: FetchNode;
  readonly operation: OperationDefinitionNode;
}

/** The same calls, those to one subgraph in one. */
export function batchTogether(nodes: readonly PlanNode[]): readonly PlanNode[] {
  const calls = new Map<string, EntityCall[]>();
  const others = nodes.filter((node) => {
    const call = entityCall(node);
    if (call === undefined) return true;
    const { serviceName } = call.fetch;
    calls.set(serviceName, [...(calls.get(serviceName) ?? []), call]);
    return false;
  });
  return [...[...calls.values()].map(batched), ...others];
}

function entityCall(node: PlanNode): EntityCall | undefined {
  if (node.kind !== 'Flatten' || node.node.kind !== 'Fetch' || node.node.requires == null) return undefined;
  const [operation, ...fragments] = parse(node.node.operation, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || fragments.length > 0) return undefined;
  return { path: node.path, fetch: node.node, operation };
}

function batched(calls: readonly EntityCall[]): PlanNode {
  const [first] = calls;
  if (first === undefined) throw new Error('Nothing is no batch.');
  if (calls.length === 1) return { kind: 'Flatten', path: [...first.path], node: first.fetch };
  const aliases = calls.map(({ path, fetch }, position) => ({
    alias: `_e${position}`,
    representationsVariableName: variableAt(position),
    paths: [[...path]],
    requires: fetch.requires ?? [],
    ...(fetch.inputRewrites && { inputRewrites: fetch.inputRewrites }),
    ...(fetch.outputRewrites && { outputRewrites: fetch.outputRewrites }),
  }));
  const variableUsages = [...new Set(calls.flatMap(({ fetch }) => fetch.variableUsages ?? []))];
  const batch: BatchFetchNode = {
    kind: 'BatchFetch',
    serviceName: first.fetch.serviceName,
    operationKind: 'query',
    operation: stripIgnoredCharacters(print(operationOf(calls))),
    entityBatch: { aliases },
  };
  return variableUsages.length === 0 ? batch : { ...batch, variableUsages };
}

function operationOf(calls: readonly EntityCall[]): OperationDefinitionNode {
  const definitions = new Map<string, VariableDefinitionNode>();
  const fields: FieldNode[] = [];
  for (const [position, { operation }] of calls.entries()) {
    const own = visit(operation, {
      Variable: (node) =>
        node.name.value === 'representations'
          ? { ...node, name: { ...node.name, value: variableAt(position) } }
          : undefined,
    });
    for (const definition of own.variableDefinitions ?? [])
      definitions.set(definition.variable.name.value, definition);
    for (const node of own.selectionSet.selections)
      if (node.kind === Kind.FIELD)
        fields.push({ ...node, alias: { kind: Kind.NAME, value: `_e${position}` } });
  }
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: [...definitions.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
}

function variableAt(position: number): string {
  return `__batch_reps_${position}`;
}

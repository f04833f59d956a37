import type { PlanNode, QueryPlan } from '@graphql-hive/router-query-planner';
import { Kind, OperationTypeNode, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { batchTogether } from './batchTogether.js';
import { stageOperation, type Stage } from './stageOperation.js';
import { standInField } from './standInTypes.js';
import type { Requirements } from './Requirements.js';
import { transplant } from './transplant.js';

/** Plans a document. */
export type PlanDocument = (document: DocumentNode) => Promise<QueryPlan>;

/**
 * Plans an operation so that the planner never meets a requirement: first what requires nothing, then, level by level,
 * what was waiting for it, each as an operation of its own. Rejects when `plan` does.
 */
export async function planInStages(
  document: DocumentNode,
  requirements: Requirements,
  plan: PlanDocument,
): Promise<QueryPlan> {
  const nodes = [];
  for (const part of partsOf(document))
    nodes.push(...(await new StagePlanner(requirements, plan).nodes(part)));
  return { kind: 'QueryPlan', node: sequence(nodes) };
}

/** Mutations are completed one after another, so each is planned alone. */
function partsOf(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    if (node.operation !== OperationTypeNode.MUTATION) return [node];
    return node.selectionSet.selections.map((selection) => ({
      ...node,
      selectionSet: { ...node.selectionSet, selections: [selection] },
    }));
  });
}

class StagePlanner {
  readonly #requirements: Requirements;
  readonly #plan: PlanDocument;

  constructor(requirements: Requirements, plan: PlanDocument) {
    this.#requirements = requirements;
    this.#plan = plan;
  }

  async nodes(operation: OperationDefinitionNode): Promise<readonly PlanNode[]> {
    const root = this.#requirements.joins.roots[operation.operation];
    const { base, stages } = stageOperation(operation, root, this.#requirements);
    const { node } = await this.#plan(documentOf(base));
    const nodes = node == null ? [] : node.kind === 'Sequence' ? [...node.nodes] : [node];
    for (const level of [...new Set(stages.map((stage) => stage.level))].sort((one, other) => one - other)) {
      const planned: (readonly PlanNode[])[] = [];
      for (const stage of stages.filter((each) => each.level === level))
        planned.push(await this.#stage(stage, operation));
      const first = batchTogether(planned.flatMap((each) => each.slice(0, 1)));
      const rest = planned.flatMap((each) => (each.length > 1 ? [sequence(each.slice(1))] : []));
      nodes.push(...[first, rest].filter((each) => each.length > 0).map(parallel));
    }
    return nodes;
  }

  /** What is below the fields may have requirements again. */
  async #stage(stage: Stage, operation: OperationDefinitionNode): Promise<readonly PlanNode[]> {
    const nodes = await this.nodes(operationFor(stage, operation));
    return nodes.map((node) => transplant(node, stage));
  }
}

function sequence(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind: 'Sequence', nodes: [...nodes] };
}

function parallel(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind: 'Parallel', nodes: [...nodes] };
}

function operationFor(
  { requirement, fields }: Stage,
  { variableDefinitions = [] }: OperationDefinitionNode,
): OperationDefinitionNode {
  const name = { kind: Kind.NAME, value: standInField(requirement.owner, requirement.graph) } as const;
  const selectionSet = { kind: Kind.SELECTION_SET, selections: fields } as const;
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name, selectionSet }] },
  };
}

/** With the variables that are used in it. */
function documentOf(operation: OperationDefinitionNode): DocumentNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, variableDefinitions }] };
}

import type {
  BatchFetchNode,
  FetchNode,
  FetchNodePathSegment,
  FetchRewrite,
  PlanNode,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { innerOf, withSelections } from './mergedSelections.js';
import type { Path, Stage } from './stageOperation.js';
import { standInField, standInType } from './standInTypes.js';

/** Moves a plan that starts from a stand-in to the objects for which that stood. */
export function transplant(node: PlanNode, stage: Stage): PlanNode {
  const moved = (child: PlanNode) => transplant(child, stage);
  switch (node.kind) {
    case 'Fetch':
      return node.requires == null ? atObjects(node, stage) : node;
    case 'BatchFetch':
      return movedBatch(node, stage.path);
    case 'Flatten': {
      const [, ...path] = node.path;
      return { ...node, path: [...stage.path, ...path] };
    }
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(moved) };
    case 'Subscription':
    case 'Condition':
    case 'Defer':
      throw new Error(`What objects require is not planned as ${node.kind}.`);
  }
}

function movedBatch(node: BatchFetchNode, to: Path): BatchFetchNode {
  const aliases = node.entityBatch.aliases.map((entry) => ({
    ...entry,
    paths: entry.paths.map(([, ...path]) => [...to, ...path]),
  }));
  return { ...node, entityBatch: { aliases } };
}

/** The query for the stand-in as one for entities. */
function atObjects(node: FetchNode, stage: Stage): PlanNode {
  const { owner, isInterfaceObject } = stage.requirement;
  const document = parse(node.operation, { noLocation: true });
  const toName = { path: [{ TypenameEquals: [owner] }, { Key: '__typename' }], setValueTo: owner };
  const fetch: FetchNode = {
    ...node,
    operationKind: 'query',
    operation: stripIgnoredCharacters(print(asEntities(document, stage))),
    requires: [{ kind: 'InlineFragment', typeCondition: owner, selections: stage.known.flatMap(asRequired) }],
    ...(isInterfaceObject && { inputRewrites: [{ ValueSetter: toName }] }),
    ...(node.outputRewrites && { outputRewrites: node.outputRewrites.map(withoutRoot) }),
  };
  return stage.path.length === 0 ? fetch : { kind: 'Flatten', path: [...stage.path], node: fetch };
}

function asEntities(document: DocumentNode, { requirement: { owner, graph } }: Stage): DocumentNode {
  const root = standInField(owner, graph);
  return visit(document, {
    NamedType: (node) =>
      node.name.value === standInType(owner, graph)
        ? { ...node, name: { ...node.name, value: owner } }
        : undefined,
    OperationDefinition: (operation) => {
      const selections = operation.selectionSet.selections.flatMap((field) =>
        field.kind === Kind.FIELD && field.name.value === root ? (field.selectionSet?.selections ?? []) : [],
      );
      const { variableDefinitions = [], selectionSet } = entitiesOf(owner, selections);
      return {
        ...operation,
        variableDefinitions: [...variableDefinitions, ...(operation.variableDefinitions ?? [])],
        selectionSet,
      };
    },
  });
}

function entitiesOf(type: string, selections: readonly SelectionNode[]): OperationDefinitionNode {
  const text = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { x } } }`;
  const [shell] = parse(text, { noLocation: true }).definitions;
  if (shell?.kind !== Kind.OPERATION_DEFINITION) throw new Error('An operation was written.');
  const filled = shell.selectionSet.selections.map((field) =>
    withSelections(field, onlyFragment(field, selections)),
  );
  return { ...shell, selectionSet: { ...shell.selectionSet, selections: filled } };
}

function onlyFragment(field: SelectionNode, selections: readonly SelectionNode[]): readonly SelectionNode[] {
  return innerOf(field).map((fragment) => withSelections(fragment, selections));
}

function asRequired(node: SelectionNode): readonly RequiresSelection[] {
  if (node.kind === Kind.FRAGMENT_SPREAD) return [];
  const selections = (node.selectionSet?.selections ?? []).flatMap(asRequired);
  if (node.kind === Kind.FIELD)
    return [{ kind: 'Field', name: node.name.value, ...(selections.length > 0 && { selections }) }];
  const typeCondition = node.typeCondition?.name.value;
  return typeCondition === undefined ? selections : [{ kind: 'InlineFragment', typeCondition, selections }];
}

function withoutRoot(rewrite: FetchRewrite): FetchRewrite {
  if ('KeyRenamer' in rewrite) {
    const { path, renameKeyTo } = rewrite.KeyRenamer;
    return { KeyRenamer: { path: afterRoot(path), renameKeyTo } };
  }
  const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  return { ValueSetter: { path: afterRoot(path), setValueTo } };
}

/** Paths of rewrites begin at the root, and there may be a condition on its type. */
function afterRoot(path: readonly FetchNodePathSegment[]): FetchNodePathSegment[] {
  const position = path.findIndex((segment) => 'Key' in segment);
  return path.slice(position + 1);
}

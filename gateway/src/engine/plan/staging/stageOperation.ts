import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import {
  Kind,
  type FieldNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type TypeNode,
} from 'graphql';
import { fragmentOn } from '../../operation/fragmentOn.js';
import { namedTypeOf, type Joins } from '../../supergraph/Joins.js';
import { mergedSelections, withSelections } from './mergedSelections.js';
import {
  deepestRequirement,
  EndlessRequirementsError,
  type Requirement,
  type Requirements,
} from './Requirements.js';

export type Path = readonly FlattenNodePathSegment[];

/** Fields of objects that are asked for once all that they require is there. */
export interface Stage {
  /** Stages of a lower level come first; those of one level do not need each other. */
  readonly level: number;
  readonly path: Path;
  readonly requirement: Requirement;
  /** What identifies the objects, and what all of the fields require. */
  readonly known: readonly SelectionNode[];
  readonly fields: readonly SelectionNode[];
}

export interface StagedOperation {
  /** The operation without fields that require others, and with what those need. */
  readonly base: OperationDefinitionNode;
  readonly stages: readonly Stage[];
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Takes the fields that require others out of an operation. `root` is the name of its root type. */
export function stageOperation(
  operation: OperationDefinitionNode,
  root: string,
  requirements: Requirements,
): StagedOperation {
  const staging = new Staging(requirements);
  const selections = staging.selections(operation.selectionSet.selections, { type: root, path: [] });
  const base = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
  return { base, stages: staging.stages() };
}

interface Position {
  readonly type: string;
  readonly path: Path;
}

class Staging {
  readonly #requirements: Requirements;
  readonly #joins: Joins;
  readonly #stages = new Map<string, Stage>();

  constructor(requirements: Requirements) {
    this.#requirements = requirements;
    this.#joins = requirements.joins;
  }

  stages(): readonly Stage[] {
    return [...this.#stages.values()];
  }

  selections(selections: readonly SelectionNode[], at: Position): readonly SelectionNode[] {
    const all = mergedSelections(this.#withRequirements(selections, at, 0));
    return mergedSelections(all.flatMap((node) => this.#remaining(node, at)));
  }

  /** Fields, and after them what they need, and what that needs. */
  #withRequirements(
    selections: readonly SelectionNode[],
    at: Position,
    depth: number,
  ): readonly SelectionNode[] {
    if (depth > deepestRequirement) throw new EndlessRequirementsError();
    return selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD) return [node];
      const requirement = this.#requirements.of(at.type, node.name.value);
      if (requirement !== undefined) {
        const { key, requires } = requirement;
        const needed = [...key, ...requires].map(withTypenames);
        return [node, typename, ...this.#withRequirements(needed, at, depth + 1)];
      }
      return this.#requirements.ofObjects(at.type, node.name.value)
        ? this.#distributed(node, at.type)
        : [node];
    });
  }

  #remaining(node: SelectionNode, at: Position): readonly SelectionNode[] {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) return [this.#fragment(node, at)];
    const requirement = this.#requirements.of(at.type, node.name.value);
    if (requirement !== undefined) {
      this.#add({ node, requirement }, at);
      return [];
    }
    const type = this.#joins.types.get(at.type)?.fields.get(node.name.value)?.type;
    if (node.selectionSet === undefined || type === undefined) return [node];
    const path = [...at.path, { Field: (node.alias ?? node.name).value }, ...listsOf(type)];
    const inner = this.selections(node.selectionSet.selections, { type: namedTypeOf(type), path });
    return [withSelections(node, inner)];
  }

  #fragment(node: InlineFragmentNode, at: Position): SelectionNode {
    const type = node.typeCondition?.name.value ?? at.type;
    const path: Path = node.typeCondition === undefined ? at.path : [...at.path, { TypeCondition: [type] }];
    return withSelections(node, this.selections(node.selectionSet.selections, { type, path }));
  }

  #add({ node, requirement }: { readonly node: FieldNode; readonly requirement: Requirement }, at: Position) {
    const level = this.#requirements.levelOf([node], at.type);
    const key = JSON.stringify([level, at.path, requirement.graph, requirement.owner]);
    const { known, fields } = this.#stages.get(key) ?? { known: [typename, ...requirement.key], fields: [] };
    this.#stages.set(key, {
      ...{ level, path: at.path, requirement },
      known: mergedSelections([...known, ...requirement.requires]),
      fields: mergedSelections([...fields, node]),
    });
  }

  /** A field of an interface as one of each of its objects. */
  #distributed(node: FieldNode, type: string): readonly SelectionNode[] {
    const { objects = [] } = this.#joins.types.get(type) ?? {};
    const fragments = objects.map((object) => fragmentOn(object, [node]));
    return [typename, ...fragments];
  }
}

/** Whoever reads a requirement must know which of its fragments apply. */
function withTypenames(node: SelectionNode): SelectionNode {
  if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined) return node;
  const inner = node.selectionSet.selections.map(withTypenames);
  const hasFragments = inner.some(({ kind }) => kind === Kind.INLINE_FRAGMENT);
  return withSelections(node, hasFragments ? [typename, ...inner] : inner);
}

function listsOf(type: TypeNode): Path {
  if (type.kind === Kind.NAMED_TYPE) return [];
  return type.kind === Kind.LIST_TYPE ? ['@', ...listsOf(type.type)] : listsOf(type.type);
}

import { Kind, parse, type DocumentNode, type FieldNode, type SelectionNode } from 'graphql';
import { namedTypeOf, type JoinedType, type Joins } from '../../supergraph/Joins.js';

/** What a subgraph must be told of an object before it can answer a field. */
export interface Requirement {
  /** A value of `join__Graph`: who answers. */
  readonly graph: string;
  /** The type as that subgraph names it: an interface where it knows the interface as an object. */
  readonly owner: string;
  readonly isInterfaceObject: boolean;
  /** What tells the object. */
  readonly key: readonly SelectionNode[];
  readonly requires: readonly SelectionNode[];
}

/** Thrown when requirements lead back to themselves. */
export class EndlessRequirementsError extends Error {}

export const deepestRequirement = 40;

/** The requirements of a supergraph's fields, and of what stands in for its types. */
export class Requirements {
  readonly joins: Joins;
  /** Counts what interface objects add to a type among what requires something: its key, and the type to be known. */
  readonly isWide: boolean;
  readonly #known = new Map<string, Requirement | undefined>();

  constructor(joins: Joins, isWide = false) {
    this.joins = joins;
    this.isWide = isWide;
  }

  /**
   * The requirement of a field that no subgraph answers without one. Undefined where there is none, where it depends on
   * the request who answers, and where no key leads to who does: those are left to the planner.
   */
  of(type: string, field: string): Requirement | undefined {
    const coordinate = `${type}.${field}`;
    if (!this.#known.has(coordinate)) this.#known.set(coordinate, this.#find(type, field));
    return this.#known.get(coordinate);
  }

  /** Whether a field of an interface has a requirement in some of its objects. */
  ofObjects(type: string, field: string): boolean {
    const { objects = [] } = this.joins.types.get(type) ?? {};
    return objects.some((object) => this.of(object, field)?.owner === object);
  }

  /** How many requirements follow from one another in an operation. None where they lead back to themselves. */
  levelOfDocument({ definitions }: DocumentNode): number {
    try {
      const levels = definitions.map((node) =>
        node.kind === Kind.OPERATION_DEFINITION
          ? this.levelOf(node.selectionSet.selections, this.joins.roots[node.operation])
          : 0,
      );
      return Math.max(0, ...levels);
    } catch (error) {
      if (error instanceof EndlessRequirementsError) return 0;
      throw error;
    }
  }

  /** After how many others a selection can be asked for. What is below a field that requires others comes with it. */
  levelOf(selections: readonly SelectionNode[], type: string, depth = 0): number {
    if (depth > deepestRequirement) throw new EndlessRequirementsError();
    const levels = selections.map((node) => {
      if (node.kind === Kind.FIELD) return this.#levelOfField(node, type, depth);
      if (node.kind === Kind.FRAGMENT_SPREAD) return 0;
      return this.levelOf(node.selectionSet.selections, node.typeCondition?.name.value ?? type, depth);
    });
    return Math.max(0, ...levels);
  }

  #levelOfField(node: FieldNode, type: string, depth: number): number {
    const requirement = this.of(type, node.name.value);
    if (requirement !== undefined) return 1 + this.levelOf(requirement.requires, type, depth + 1);
    const { objects = [], fields } = this.joins.types.get(type) ?? {};
    const ofObjects = this.ofObjects(type, node.name.value)
      ? objects.map((object) => this.levelOf([node], object, depth))
      : [];
    const inner = fields?.get(node.name.value)?.type;
    if (inner === undefined || node.selectionSet === undefined) return Math.max(0, ...ofObjects);
    return Math.max(this.levelOf(node.selectionSet.selections, namedTypeOf(inner), depth), ...ofObjects);
  }

  #find(type: string, field: string): Requirement | undefined {
    const joined = this.joins.types.get(type);
    if (joined === undefined) return undefined;
    const own = this.#own({ joined, owner: type, field });
    if (own !== undefined) return own;
    const joins = this.joins.of(type, field);
    const isFromInterface = joins.length > 0 && joins.every(({ graph }) => graph === undefined);
    return isFromInterface ? this.#ofInterfaceObject(joined, field) : undefined;
  }

  #ofInterfaceObject({ node }: JoinedType, field: string): Requirement | undefined {
    for (const { name } of node.interfaces ?? []) {
      const joined = this.joins.types.get(name.value);
      const added = joined && this.#own({ joined, owner: name.value, field, isBehind: true });
      if (added?.isInterfaceObject === true) return added;
    }
    return undefined;
  }

  #own({ joined, owner, field, isBehind = false }: Owned): Requirement | undefined {
    const answering = this.joins.of(owner, field).filter(({ isExternal }) => !isExternal);
    const mayBeFree = isBehind && this.isWide;
    const isOpen = answering.some(
      ({ isContextual, requires }) => isContextual || (requires === undefined && !mayBeFree),
    );
    if (isOpen) return undefined;
    for (const { graph, requires = '' } of answering) {
      const found = graph === undefined ? undefined : foundBy(joined, graph);
      if (found !== undefined) return { ...found, owner, requires: fieldSet(requires) };
    }
    return undefined;
  }
}

/** How a subgraph finds objects of a type: interfaces only where it knows them as objects. */
function foundBy(
  { node, graphs }: JoinedType,
  graph: string,
): Pick<Requirement, 'graph' | 'isInterfaceObject' | 'key'> | undefined {
  const { keys = [], isInterfaceObject = false } = graphs.get(graph) ?? {};
  const [key] = keys;
  const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || isInterfaceObject;
  return key === undefined || !isObject ? undefined : { graph, isInterfaceObject, key: fieldSet(key) };
}

interface Owned {
  readonly joined: JoinedType;
  readonly owner: string;
  readonly field: string;
  /** Whether the field is asked of an object behind the interface that owns it. */
  readonly isBehind?: boolean;
}

function fieldSet(text: string): readonly SelectionNode[] {
  if (text === '') return [];
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
}

import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { CostModel, ListSize } from './CostModel.js';
import { fieldListSize, fieldWeight } from './fieldDirectives.js';

export type FieldedType = GraphQLObjectType | GraphQLInterfaceType;

/** What a field costs wherever it is selected. */
export interface FieldRule {
  readonly definition: GraphQLField<unknown, unknown>;
  /** What one leaf costs, and null: the weight that somebody wrote at the field or its type. */
  readonly weight: number;
  readonly listSize: ListSize | undefined;
  /** Lists within lists: 0 for a single value. */
  readonly levels: number;
  /** What its objects may be, and what each of them costs by itself; undefined for leaves. */
  readonly objects: readonly ObjectRule[] | undefined;
}

export interface ObjectRule {
  readonly type: GraphQLCompositeType;
  readonly weight: number;
}

/** The rules of a schema's fields, made as they are asked for. */
export class FieldRules {
  readonly #schema: GraphQLSchema;
  readonly #model: CostModel;
  readonly #rules = new Map<string, Map<string, FieldRule>>();

  constructor(schema: GraphQLSchema, model: CostModel) {
    this.#schema = schema;
    this.#model = model;
  }

  /** Undefined for `__typename`, `__schema` and `__type`, which are answered without any subgraph. */
  ruleOf(parent: FieldedType, name: string): FieldRule | undefined {
    const rules = this.#rules.get(parent.name) ?? new Map<string, FieldRule>();
    const known = rules.get(name);
    if (known !== undefined) return known;
    const definition = parent.getFields()[name];
    if (definition === undefined) return undefined;
    const rule = this.#make(parent, definition);
    this.#rules.set(parent.name, rules.set(name, rule));
    return rule;
  }

  #make(parent: FieldedType, definition: GraphQLField<unknown, unknown>): FieldRule {
    const written = fieldWeight(this.#model, parent, definition.name);
    const type = getNamedType(definition.type);
    return {
      definition,
      weight: written ?? this.#model.types.get(type.name) ?? 0,
      listSize: fieldListSize(this.#model, parent, definition.name),
      levels: listLevels(definition.type),
      objects: isCompositeType(type) ? this.#objects(type, written) : undefined,
    };
  }

  #objects(type: GraphQLCompositeType, written: number | undefined): readonly ObjectRule[] {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
    const types: readonly GraphQLCompositeType[] = possible.length === 0 ? [type] : possible;
    return types.map((object) => ({
      type: object,
      weight: written ?? this.#model.types.get(object.name) ?? 1,
    }));
  }
}

function listLevels(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listLevels(type.ofType);
  return isListType(type) ? 1 + listLevels(type.ofType) : 0;
}

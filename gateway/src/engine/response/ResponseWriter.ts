import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import type { Execution } from '../execution/Execution.js';
import { extendPath, spellPath, type PathLink } from '../execution/Place.js';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import { FieldCollector } from '../operation/FieldCollector.js';
import type { FieldGroup } from '../operation/FieldGroup.js';
import { introspect } from './introspect.js';
import { leafValue } from './leafValue.js';

/** A null that its position does not allow: the parent becomes null, and so on upwards. */
const bubbling = Symbol('bubbling null');

/**
 * Writes the response a client asked for out of the data the plan gathered: its fields in the order of
 * the specification, nulls propagated, values checked against their types. The operation decides what is
 * written; whatever else subgraphs returned stays behind.
 */
export class ResponseWriter {
  readonly #execution: Execution<unknown>;
  readonly #collector: FieldCollector;

  constructor(execution: Execution<unknown>) {
    this.#execution = execution;
    const { supergraph, operation, variables } = execution;
    this.#collector = new FieldCollector(supergraph, operation.fragments, variables);
  }

  write(): JsonObject | null {
    const { supergraph, operation, data } = this.#execution;
    const root = supergraph.schema.getRootType(operation.kind);
    if (root == null) return null;
    const fields = this.#collector.fieldsOf([operation.operation.selectionSet], root);
    const written = this.#object(fields, { type: root, object: data, path: undefined });
    return written === bubbling ? null : written;
  }

  #object(
    fields: readonly FieldGroup[],
    from: {
      readonly type: GraphQLCompositeType;
      readonly object: JsonObject;
      readonly path: PathLink | undefined;
    },
  ): JsonObject | typeof bubbling {
    const written = Object.create(null) as JsonObject;
    for (const group of fields) {
      const value = this.#member(group, from);
      if (value === bubbling) return bubbling;
      written[group.key] = value;
    }
    return written;
  }

  #member(
    group: FieldGroup,
    from: {
      readonly type: GraphQLCompositeType;
      readonly object: JsonObject;
      readonly path: PathLink | undefined;
    },
  ): unknown {
    if (group.type !== undefined && this.#execution.withheld?.has(group.coordinate) === true)
      return isNonNullType(group.type) ? bubbling : null;
    const path = extendPath(from.path, group.key);
    if (group.type !== undefined)
      return this.#value(group.type, ownValue(from.object, group.dataKey), { group, path });
    if (group.name !== '__typename') return this.#introspection(group);
    if (isObjectType(from.type)) return from.type.name;
    return this.#violation({ group, path }, 'The type of the object is not known.');
  }

  #introspection(group: FieldGroup): unknown {
    const { supergraph, operation, inputs } = this.#execution;
    const { variableDefinitions } = operation.operation;
    const { fragments } = operation;
    return introspect(group, {
      schema: supergraph.schema,
      fragments,
      rawVariables: inputs,
      variableDefinitions,
    });
  }

  #value(type: GraphQLOutputType, value: unknown, at: Position): unknown {
    if (isNonNullType(type)) {
      const written = this.#nullable(type.ofType, value, at);
      return written === null
        ? this.#violation(at, `Cannot return null for non-nullable field ${at.group.coordinate}.`)
        : written;
    }
    const written = this.#nullable(type, value, at);
    return written === bubbling ? null : written;
  }

  #nullable(
    type: Exclude<GraphQLOutputType, { ofType: unknown }> | GraphQLList<GraphQLOutputType>,
    value: unknown,
    at: Position,
  ): unknown {
    if (value == null) return null;
    if (isListType(type)) return this.#list(type, value, at);
    if (isLeafType(type)) return this.#leaf(type, value, at);
    if (!isJsonObject(value)) return this.#mismatch(at);
    const runtimeType = isAbstractType(type) ? this.#runtimeType(type, value) : type;
    if (runtimeType === undefined) return this.#mismatch(at);
    return this.#object(this.#collector.subfieldsOf(at.group, runtimeType), {
      type: runtimeType,
      object: value,
      path: at.path,
    });
  }

  #list(type: GraphQLList<GraphQLOutputType>, value: unknown, at: Position): unknown {
    if (!Array.isArray(value)) return this.#mismatch(at);
    const written: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const entry = this.#value(type.ofType, item, { group: at.group, path: extendPath(at.path, index) });
      if (entry === bubbling) return bubbling;
      written.push(entry);
    }
    return written;
  }

  #leaf(type: GraphQLLeafType, value: unknown, at: Position): unknown {
    const written = leafValue(type, value);
    return written === undefined ? this.#mismatch(at) : written;
  }

  /** An interface whose object's type nobody asked for stands for itself. */
  #runtimeType(type: GraphQLAbstractType, value: JsonObject): GraphQLCompositeType | undefined {
    const { schema } = this.#execution.supergraph;
    const possible: readonly (GraphQLObjectType | undefined)[] = schema.getPossibleTypes(type);
    const typename = ownValue(value, '__typename');
    if (typename === undefined || typename === type.name) return possible.length === 1 ? possible[0] : type;
    const named = typeof typename === 'string' ? schema.getType(typename) : undefined;
    if (isObjectType(named) && schema.isSubType(type, named)) return named;
    return isAbstractType(named) ? named : undefined;
  }

  #mismatch(at: Position): null {
    return this.#report(at, {
      message: `The value of ${at.group.coordinate} does not fit its type.`,
      code: 'SUBGRAPH_INVALID_VALUE',
    });
  }

  #violation(at: Position, message: string): typeof bubbling {
    this.#report(at, { message, code: 'NULL_IN_NON_NULL_FIELD' });
    return bubbling;
  }

  #report(at: Position, { message, code }: { readonly message: string; readonly code: string }): null {
    const path = spellPath(at.path);
    const { errors } = this.#execution;
    if (!errors.isExplained(path)) errors.add({ message, extensions: { code } }, path);
    return null;
  }
}

interface Position {
  readonly group: FieldGroup;
  readonly path: PathLink;
}

import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Execution } from '../execution/Execution.js';
import { isJsonObject, memberReader, ownValue, type JsonObject } from '../jsonObject.js';
import { FieldCollector } from '../operation/FieldCollector.js';
import type { FieldGroup } from '../operation/FieldGroup.js';
import type { PreparedOperation } from '../operation/PreparedOperation.js';
import { introspectionWriter } from './introspectionWriter.js';
import { jsonText } from './jsonText.js';
import { leafText } from './leafText.js';
import { Writing } from './Writing.js';

/** Writes the `data` of a response as JSON text. Throws ResponseTooLargeError. */
export type ResponseWriter = (execution: Execution<unknown>, lengthLimit: number) => string;

/** Writes a value as JSON text. Undefined is a null its position does not allow: the parent becomes null, and so on. */
type WriteValue = (value: unknown, writing: Writing) => string | undefined;

type WriteObject = (object: JsonObject, writing: Writing) => string | undefined;

interface Member {
  readonly key: string;
  /** The key as JSON text, with the comma or brace before it and the colon after it. */
  readonly opening: string;
  readonly write: WriteObject;
}

/**
 * Compiles the writer of an operation's responses: its fields in the order of the specification, nulls propagated,
 * values checked against their types. The operation decides what is written; whatever else subgraphs returned stays
 * behind. `variables` decide `@skip` and `@include`.
 */
export function compileWriter(
  schema: GraphQLSchema,
  operation: PreparedOperation,
  variables: JsonObject,
): ResponseWriter {
  const root = schema.getRootType(operation.kind);
  if (root == null) return () => 'null';
  const collector = new FieldCollector(schema, operation, variables);
  const fields = collector.fieldsOf([operation.operation.selectionSet], root);
  const write = new WriterCompiler(schema, operation, collector).object(fields, root);
  return (execution, lengthLimit) => write(execution.data, new Writing(execution, lengthLimit)) ?? 'null';
}

class WriterCompiler {
  readonly #schema: GraphQLSchema;
  readonly #operation: PreparedOperation;
  readonly #collector: FieldCollector;
  #writers = 0;

  constructor(schema: GraphQLSchema, operation: PreparedOperation, collector: FieldCollector) {
    this.#schema = schema;
    this.#operation = operation;
    this.#collector = collector;
  }

  object(fields: readonly FieldGroup[], type: GraphQLCompositeType): WriteObject {
    const members = fields.map((group, index): Member => {
      const opening = `${index === 0 ? '{' : ','}${jsonText(group.key)}:`;
      return { key: group.key, opening, write: this.#member(group, type) };
    });
    return members.length === 0 ? () => '{}' : objectWriter(members);
  }

  #member(group: FieldGroup, parent: GraphQLCompositeType): WriteObject {
    const { dataKey, type, name } = group;
    if (type !== undefined) {
      const write = this.#value(type, group);
      const read = memberReader(dataKey);
      return (object, writing) => write(read(object), writing);
    }
    if (name !== '__typename') return introspectionWriter(this.#schema, this.#operation, group);
    if (isObjectType(parent)) return () => `"${parent.name}"`;
    return (_object, writing) => {
      writing.report('The type of the object is not known.', 'NULL_IN_NON_NULL_FIELD');
      return undefined;
    };
  }

  #value(type: GraphQLOutputType, group: FieldGroup): WriteValue {
    if (!isNonNullType(type)) return nullable(this.#present(type, group));
    const message = `Cannot return null for non-nullable field ${group.coordinate}.`;
    return nonNull(this.#present(type.ofType, group), message);
  }

  /** Writes values that are not null. A null it writes nevertheless was reported. */
  #present(type: GraphQLOutputType, group: FieldGroup): WriteValue {
    const mismatch = `The value of ${group.coordinate} does not fit its type.`;
    if (isListType(type))
      return this.#sharing(listWriter(this.#value(type.ofType as GraphQLOutputType, group), mismatch));
    if (isLeafType(type)) return leafWriter(type, mismatch);
    if (isAbstractType(type)) return this.#sharing(this.#abstract(type, group, mismatch));
    if (!isObjectType(type)) return this.#present((type as { ofType: GraphQLOutputType }).ofType, group);
    const write = lazily(() => this.object(this.#collector.subfieldsOf(group, type), type));
    return this.#sharing((value, writing) =>
      isJsonObject(value) ? write(value, writing) : reported(mismatch, writing),
    );
  }

  #abstract(type: GraphQLAbstractType, group: FieldGroup, mismatch: string): WriteValue {
    const writers = new Map<unknown, WriteObject | undefined>();
    const writerOf = (typename: unknown): WriteObject | undefined => {
      if (writers.has(typename)) return writers.get(typename);
      const runtimeType = this.#runtimeType(type, typename);
      if (runtimeType === undefined) return undefined;
      const writer = this.object(this.#collector.subfieldsOf(group, runtimeType), runtimeType);
      writers.set(typename, writer);
      return writer;
    };
    return (value, writing) => {
      const write = isJsonObject(value) ? writerOf(ownValue(value, '__typename')) : undefined;
      return write === undefined ? reported(mismatch, writing) : write(value as JsonObject, writing);
    };
  }

  /** An interface whose object's type nobody asked for stands for itself. */
  #runtimeType(type: GraphQLAbstractType, typename: unknown): GraphQLCompositeType | undefined {
    const possible = this.#schema.getPossibleTypes(type);
    if (typename === undefined || typename === type.name) return possible.length === 1 ? possible[0] : type;
    const named = typeof typename === 'string' ? this.#schema.getType(typename) : undefined;
    if (isObjectType(named) && this.#schema.isSubType(type, named)) return named;
    return isAbstractType(named) ? named : undefined;
  }

  #sharing(write: WriteValue): WriteValue {
    const writer = this.#writers++;
    return (value, writing) =>
      writing.execution.shared.has(value as object)
        ? writing.once(writer, value, () => write(value, writing))
        : write(value, writing);
  }
}

function objectWriter(members: readonly Member[]): WriteObject {
  return (object, writing) => {
    const at = writing.depth++;
    let text = '';
    for (const { key, opening, write } of members) {
      writing.path[at] = key;
      const written = write(object, writing);
      if (written === undefined) {
        writing.depth = at;
        return undefined;
      }
      text += opening + written;
    }
    writing.depth = at;
    writing.checkLength(text);
    return `${text}}`;
  };
}

function listWriter(write: WriteValue, mismatch: string): WriteValue {
  return (value, writing) => {
    if (!Array.isArray(value)) return reported(mismatch, writing);
    const at = writing.depth++;
    let text = '';
    for (let index = 0; index < value.length; index++) {
      writing.path[at] = index;
      const written = write(value[index], writing);
      if (written === undefined) {
        writing.depth = at;
        return undefined;
      }
      text += index === 0 ? written : `,${written}`;
    }
    writing.depth = at;
    writing.checkLength(text);
    return `[${text}]`;
  };
}

function leafWriter(type: GraphQLLeafType, mismatch: string): WriteValue {
  const write = leafText(type);
  return (value, writing) => write(value) ?? reported(mismatch, writing);
}

function nullable(write: WriteValue): WriteValue {
  return (value, writing) => (value == null ? 'null' : (write(value, writing) ?? 'null'));
}

function nonNull(write: WriteValue, message: string): WriteValue {
  return (value, writing) => {
    const text = value == null ? 'null' : write(value, writing);
    if (text !== 'null') return text;
    writing.report(message, 'NULL_IN_NON_NULL_FIELD');
    return undefined;
  };
}

function reported(mismatch: string, writing: Writing): string {
  writing.report(mismatch, 'SUBGRAPH_INVALID_VALUE');
  return 'null';
}

/** Compiles on first use, because most types of an operation may never be seen. */
function lazily(compile: () => WriteObject): WriteObject {
  let compiled: WriteObject | undefined;
  return (object, writing) => (compiled ??= compile())(object, writing);
}

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
import { JsonBuffer, type JsonBytes } from './JsonBuffer.js';
import { leafWriter } from './leafWriter.js';
import { Writing } from './Writing.js';

/** Writes the `data` of a response as JSON. Throws ResponseTooLargeError. */
export type ResponseWriter = (execution: Execution<unknown>, lengthLimit: number) => Buffer;

/** Writes a value. False is a null its position does not allow: the parent becomes null, and so on upwards. */
type WriteValue = (value: unknown, writing: Writing) => boolean;

type WriteObject = (object: JsonObject, writing: Writing) => boolean;

interface Member {
  readonly key: string;
  /** The key as JSON text, with the comma or brace before it and the colon after it. */
  readonly opening: JsonBytes;
  readonly write: WriteObject;
}

const comma = 44;
const closingBrace = 125;
const openingBracket = 91;
const closingBracket = 93;

/** Responses are written one after another, each at once, so one buffer does for all. */
const out = new JsonBuffer();

/** What responses are written of. */
interface Written {
  readonly schema: GraphQLSchema;
  readonly operation: PreparedOperation;
  /** Fields, by coordinate, that are null whatever the data has: the caller may not have them. */
  readonly withheld: ReadonlySet<string> | undefined;
}

/**
 * Compiles the writer of an operation's responses: its fields in the order of the specification, nulls propagated,
 * values checked against their types. The operation decides what is written; whatever else subgraphs returned stays
 * behind. `variables` decide `@skip` and `@include`.
 */
export function compileWriter(written: Written, variables: JsonObject): ResponseWriter {
  const { schema, operation } = written;
  const root = schema.getRootType(operation.kind);
  if (root == null) throw new Error(`The schema has no ${operation.kind}.`);
  const collector = new FieldCollector(schema, operation, variables);
  const fields = collector.fieldsOf([operation.operation.selectionSet], root);
  const write = new WriterCompiler(written, collector).object(fields, root);
  return (execution, lengthLimit) => {
    out.cutAt(0);
    const writing = new Writing(execution, out, lengthLimit);
    if (!write(execution.data, writing)) writing.nullAt(0);
    return out.copy();
  };
}

class WriterCompiler {
  readonly #schema: GraphQLSchema;
  readonly #operation: PreparedOperation;
  readonly #withheld: ReadonlySet<string> | undefined;
  readonly #collector: FieldCollector;
  #writers = 0;

  constructor({ schema, operation, withheld }: Written, collector: FieldCollector) {
    this.#schema = schema;
    this.#operation = operation;
    this.#withheld = withheld;
    this.#collector = collector;
  }

  object(fields: readonly FieldGroup[], type: GraphQLCompositeType): WriteObject {
    const members = fields.map((group, index): Member => {
      const opening = Buffer.from(`${index === 0 ? '{' : ','}"${group.key}":`);
      return { key: group.key, opening, write: this.#member(group, type) };
    });
    return members.length === 0 ? emptyObject : objectWriter(members);
  }

  #member(group: FieldGroup, parent: GraphQLCompositeType): WriteObject {
    const { dataKey, type, name } = group;
    if (type !== undefined && this.#withheld?.has(group.coordinate) === true)
      return isNonNullType(type) ? () => false : constant('null');
    if (type !== undefined) {
      const write = this.#value(type, group);
      const read = memberReader(dataKey);
      return (object, writing) => write(read(object), writing);
    }
    if (name !== '__typename') return introspectionWriter(this.#schema, this.#operation, group);
    if (isObjectType(parent)) return constant(`"${parent.name}"`);
    return (_object, writing) => {
      writing.report('The type of the object is not known.', 'NULL_IN_NON_NULL_FIELD');
      return false;
    };
  }

  #value(type: GraphQLOutputType, group: FieldGroup): WriteValue {
    if (!isNonNullType(type)) return nullable(this.#present(type, group));
    const message = `Cannot return null for non-nullable field ${group.coordinate}.`;
    return nonNull(this.#present(type.ofType, group), message);
  }

  /** Writes values that are not null. */
  #present(type: GraphQLOutputType, group: FieldGroup): WriteValue {
    const mismatch = `The value of ${group.coordinate} does not fit its type.`;
    if (isListType(type))
      return this.#sharing(listWriter(this.#value(type.ofType as GraphQLOutputType, group), mismatch));
    if (isLeafType(type)) return checkedLeaf(type, mismatch);
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
    for (const { key, opening, write } of members) {
      writing.path[at] = key;
      writing.out.bytes(opening);
      if (!write(object, writing)) {
        writing.depth = at;
        return false;
      }
    }
    writing.depth = at;
    writing.out.byte(closingBrace);
    writing.checkLength(0);
    return true;
  };
}

function emptyObject(_object: JsonObject, { out: text }: Writing): boolean {
  text.ascii('{}');
  return true;
}

function constant(json: string): WriteObject {
  return (_object, { out: text }) => {
    text.ascii(json);
    return true;
  };
}

function listWriter(write: WriteValue, mismatch: string): WriteValue {
  return (value, writing) => {
    if (!Array.isArray(value)) return reported(mismatch, writing);
    const at = writing.depth++;
    writing.out.byte(openingBracket);
    for (let index = 0; index < value.length; index++) {
      writing.path[at] = index;
      if (index > 0) writing.out.byte(comma);
      if (!write(value[index], writing)) {
        writing.depth = at;
        return false;
      }
    }
    writing.depth = at;
    writing.out.byte(closingBracket);
    writing.checkLength(0);
    return true;
  };
}

function checkedLeaf(type: GraphQLLeafType, mismatch: string): WriteValue {
  const write = leafWriter(type);
  return (value, writing) => write(value, writing.out) || reported(mismatch, writing);
}

function nullable(write: WriteValue): WriteValue {
  return (value, writing) => {
    const { length } = writing.out;
    if (value == null) writing.out.ascii('null');
    else if (!write(value, writing)) writing.nullAt(length);
    return true;
  };
}

/** What cannot be written was reported where it was met. */
function nonNull(write: WriteValue, message: string): WriteValue {
  return (value, writing) => {
    if (value != null) return write(value, writing);
    writing.report(message, 'NULL_IN_NON_NULL_FIELD');
    return false;
  };
}

/** A value that does not fit its type counts as null. */
function reported(mismatch: string, writing: Writing): boolean {
  writing.report(mismatch, 'SUBGRAPH_INVALID_VALUE');
  return false;
}

/** Compiles on first use, because most types of an operation may never be seen. */
function lazily(compile: () => WriteObject): WriteObject {
  let compiled: WriteObject | undefined;
  return (object, writing) => (compiled ??= compile())(object, writing);
}

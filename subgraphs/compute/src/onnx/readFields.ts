import type { Reader } from 'protobufjs';
import { MalformedModel } from './MalformedModel.js';

/** What is left of the work one model may cause; shared by all its messages. */
export interface ReadingBudget {
  fields: number;
}

/** One field's value, not yet read. The handler reads it or leaves it. */
export interface Field {
  readonly reader: Reader;
  /** Where the value of a length-delimited field ends; the reader stands at its start. */
  readonly end: number;
  readonly wireType: number;
}

export type FieldHandlers = Readonly<Record<number, (field: Field) => void>>;

const lengthDelimited = 2;

/**
 * Walks the fields of one protobuf message up to `end`, calling the handler of each field number and skipping the
 * others without reading them: weights cost nothing. Repeated occurrences of a field are all handed over, which is
 * also how protobuf merges a message given twice. Throws a {@link MalformedModel} or RangeError on anything else.
 */
export function readFields(
  { reader, end }: Pick<Field, 'reader' | 'end'>,
  handlers: FieldHandlers,
  budget: ReadingBudget,
): void {
  while (reader.pos < end) {
    if (--budget.fields < 0) throw new MalformedModel('the file has too many fields');
    const tag = reader.uint32();
    const valueEnd = endOfValue(reader, tag & 7, end);
    const handler = handlers[tag >>> 3];
    if (handler === undefined) reader.pos = valueEnd;
    else handler({ reader, end: valueEnd, wireType: tag & 7 });
    if (reader.pos !== valueEnd) throw new MalformedModel('a field does not end where it says');
  }
}

/** Groups (wire types 3 and 4) are refused: no ONNX message has them. */
function endOfValue(reader: Reader, wireType: number, limit: number): number {
  const start = reader.pos;
  if (wireType === lengthDelimited) {
    const length = reader.uint32();
    return within(reader.pos + length, limit);
  }
  if (wireType === 0 || wireType === 1 || wireType === 5) {
    reader.skipType(wireType);
    const end = reader.pos;
    reader.pos = start;
    return within(end, limit);
  }
  throw new MalformedModel('a field has a wire type that ONNX does not use');
}

function within(end: number, limit: number): number {
  if (end > limit) throw new MalformedModel('a field is longer than the message around it');
  return end;
}

/** Reads a string field of at most `limit` bytes. */
export function readText(field: Field, limit = 4_096): string {
  requireType(field, lengthDelimited);
  if (field.end - field.reader.pos > limit) throw new MalformedModel('a name is too long');
  const bytes = field.reader.buf.subarray(field.reader.pos, field.end);
  field.reader.pos = field.end;
  const text = new TextDecoder().decode(bytes);
  if (text.includes('\0')) throw new MalformedModel('a name holds a NUL character');
  return text;
}

/** Reads an integer field; values beyond ±2^53 lose their last digits. */
export function readInteger(field: Field): number {
  requireType(field, 0);
  // A Long where the package `long` is installed, a number where it is not.
  const value = field.reader.int64() as unknown as number | { toNumber(): number };
  return typeof value === 'number' ? value : value.toNumber();
}

/** Says that a field holds a message or bytes. */
export function requireMessage(field: Field): Field {
  requireType(field, lengthDelimited);
  return field;
}

function requireType(field: Field, wireType: number): void {
  if (field.wireType !== wireType) throw new MalformedModel('a field has the wrong wire type');
}

import { apiKeys } from '../../../src/kafka/broker/kafkaRequest.js';

export const topicId = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
export const otherTopicId = Buffer.from('ffeeddccbbaa99887766554433221100', 'hex');

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** An unsigned variable-length integer. */
export function varint(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.of((value & 0x7f) | 0x80, value >> 7);
}

/** A string as flexible versions write it. */
export function compactString(text: string): Buffer {
  return Buffer.concat([varint(Buffer.byteLength(text) + 1), Buffer.from(text)]);
}

const noTags = Buffer.of(0);

export function framed(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
}

/** A request as librdkafka writes it: fixed header, client id, no tagged fields. */
export function request(
  api: { readonly key: number; readonly version: number; readonly flexible: boolean },
  ...body: readonly Buffer[]
): Buffer {
  const clientId = Buffer.from('client');
  const header = [int16(api.key), int16(api.version), int32(7), int16(clientId.length), clientId];
  return framed(...header, ...(api.flexible ? [noTags] : []), ...body);
}

/** A Fetch; from version 13 on with a topic and so many partitions. */
export function fetchRequest(
  version: number,
  { waitMs, partitions = 1 }: { readonly waitMs: number; readonly partitions?: number },
): Buffer {
  const replica = version >= 15 ? [] : [int32(-1)];
  const topics = version >= 13 ? [topicId, Buffer.alloc(partitions * 33)] : [];
  return request(
    { key: apiKeys.fetch, version, flexible: version >= 12 },
    ...replica,
    int32(waitMs),
    int32(1),
    ...topics,
  );
}

/** The answer to a Fetch of version 16 for one partition: so many bytes of messages, or an error. */
export function fetchResponse({
  bytes,
  error = 0,
}: {
  readonly bytes: number;
  readonly error?: number;
}): Buffer {
  const partition = [int32(0), int16(error), Buffer.alloc(24), varint(0), int32(-1), varint(bytes + 1)];
  return framed(
    ...[int32(7), noTags, int32(0), int16(0), int32(0)],
    ...[varint(2), topicId, varint(2), ...partition, Buffer.alloc(bytes), noTags],
    ...[noTags, noTags],
  );
}

/** The answer to a Metadata of version 12 that knows one broker and some topics of two partitions. */
export function metadataResponse(topics: ReadonlyMap<string, Buffer>): Buffer {
  const broker = [int32(1), compactString('127.0.0.1'), int32(9092), varint(0), noTags];
  const replicas = [varint(2), int32(1)];
  const partition = [int16(0), int32(0), int32(1), int32(0), ...replicas, ...replicas, varint(1), noTags];
  const written = [...topics].flatMap(([name, id]) => [
    ...[int16(0), compactString(name), id, Buffer.of(0)],
    ...[varint(3), ...partition, ...partition],
    ...[int32(0), noTags],
  ]);
  return framed(
    ...[int32(7), noTags, int32(0), varint(2), ...broker, compactString('cluster'), int32(1)],
    ...[varint(topics.size + 1), ...written, noTags],
  );
}

/** A Produce of version 9 to 12, as librdkafka writes it, to some topics. */
export function produceRequest(version: number, topics: readonly string[]): Buffer {
  const written = topics.flatMap((name) => [compactString(name), varint(1), noTags]);
  return request(
    { key: apiKeys.produce, version, flexible: true },
    ...[varint(0), int16(-1), int32(5_000), varint(topics.length + 1), ...written, noTags],
  );
}

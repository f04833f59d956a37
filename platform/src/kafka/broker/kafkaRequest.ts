/** Requests the proxy looks into (https://kafka.apache.org/protocol#protocol_api_keys). */
export const apiKeys = {
  produce: 0,
  fetch: 1,
  metadata: 3,
  offsetCommit: 8,
  findCoordinator: 10,
  joinGroup: 11,
} as const;

const apiKeyAt = 4;
const apiVersionAt = 6;
/** Where the correlation id begins and ends. */
export const correlationIdAt = 8;
export const correlationIdEnd = 12;
const clientIdAt = correlationIdEnd;

/** The fixed part of a request's header. `frame` is a whole frame, its length included. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** The response carries the same. */
  readonly correlationId: number;
}

/** Reads a request's header; undefined when the frame is too short to have one. */
export function readRequestHeader(frame: Buffer): RequestHeader | undefined {
  if (frame.length < clientIdAt) return undefined;
  return {
    apiKey: frame.readInt16BE(apiKeyAt),
    apiVersion: frame.readInt16BE(apiVersionAt),
    correlationId: frame.readInt32BE(correlationIdAt),
  };
}

/** The correlation id of a response, which begins with it; undefined when the frame is too short. */
export function readCorrelationId(frame: Buffer): number | undefined {
  return frame.length < apiVersionAt + 2 ? undefined : frame.readInt32BE(apiKeyAt);
}

/** Where a request's body begins. Flexible versions have tagged fields (none, in what librdkafka sends) in between. */
export function bodyOffset(frame: Buffer, flexible: boolean): number {
  const clientIdLength = Math.max(0, frame.readInt16BE(clientIdAt));
  return clientIdAt + 2 + clientIdLength + (flexible ? 1 : 0);
}

/** Versions from which on a Fetch has compact strings and tagged fields, and from which on the replica id is one of these. */
const flexibleFetch = 12;
const fetchWithoutReplicaId = 15;

/** Where a Fetch says how many milliseconds it waits at most (int32): first, or after the replica id. */
export function fetchWaitOffset(frame: Buffer, apiVersion: number): number {
  const body = bodyOffset(frame, apiVersion >= flexibleFetch);
  return apiVersion >= fetchWithoutReplicaId ? body : body + 4;
}

/** Where a string of a request ends, and what it says. Flexible versions have its length plus one as a varint. */
export function readString(frame: Buffer, offset: number, flexible: boolean): { text: string; end: number } {
  const [length, lengthBytes] = flexible ? compactLength(frame, offset) : [frame.readInt16BE(offset), 2];
  const start = offset + lengthBytes;
  return { text: frame.toString('utf8', start, start + length), end: start + length };
}

function compactLength(frame: Buffer, offset: number): readonly [length: number, bytes: number] {
  const [value, bytes] = readUnsignedVarint(frame, offset);
  return [value - 1, bytes];
}

/** An unsigned variable-length integer, seven bits a byte, least significant first: its value and its bytes. */
export function readUnsignedVarint(frame: Buffer, offset: number): readonly [value: number, bytes: number] {
  let value = 0;
  for (let bytes = 0; bytes < 5; bytes += 1) {
    const byte = frame.readUInt8(offset + bytes);
    value += (byte & 0x7f) * 2 ** (7 * bytes);
    if (byte < 0x80) return [value, bytes + 1];
  }
  throw new RangeError('A variable-length integer is longer than five bytes');
}

import { apiKeys, bodyOffset, type RequestHeader } from './kafkaRequest.js';

/** Versions from which on a request has compact strings and tagged fields. */
const flexibleFetch = 12;
const flexibleJoinGroup = 6;
/** The version of Fetch that moved the replica id, which came before the wait, to the tagged fields. */
const fetchWithoutReplicaId = 15;

export interface Hastening {
  /** Milliseconds a Fetch waits at most for messages. */
  readonly maxFetchWaitMs: number;
  /** Milliseconds a member of a group may be silent. */
  readonly maxSessionMs: number;
}

/**
 * Lowers two times a client asks for, in place, to what suits a broker that answers too late otherwise:
 * the mock answers a Fetch that found nothing only when its wait is over, even if messages arrive meanwhile,
 * and it ends a rebalance no sooner than one second before the session would, however many members have joined.
 */
export function hastenRequest(frame: Buffer, header: RequestHeader, times: Hastening): void {
  const { apiKey, apiVersion } = header;
  if (apiKey === apiKeys.fetch) {
    const body = bodyOffset(frame, apiVersion >= flexibleFetch);
    lower(frame, apiVersion >= fetchWithoutReplicaId ? body : body + 4, times.maxFetchWaitMs);
  }
  if (apiKey === apiKeys.joinGroup) {
    lower(frame, sessionOffset(frame, apiVersion >= flexibleJoinGroup), times.maxSessionMs);
  }
}

/** The session's length follows the group's name. */
function sessionOffset(frame: Buffer, flexible: boolean): number {
  const body = bodyOffset(frame, flexible);
  if (!flexible) return body + 2 + frame.readInt16BE(body);
  const [length, lengthBytes] = readUnsignedVarint(frame, body);
  return body + lengthBytes + length - 1;
}

function lower(frame: Buffer, offset: number, max: number): void {
  if (frame.readInt32BE(offset) > max) frame.writeInt32BE(max, offset);
}

/** An unsigned variable-length integer, seven bits a byte, least significant first: its value and its bytes. */
function readUnsignedVarint(frame: Buffer, offset: number): readonly [value: number, bytes: number] {
  let value = 0;
  for (let bytes = 0; bytes < 5; bytes += 1) {
    const byte = frame.readUInt8(offset + bytes);
    value += (byte & 0x7f) * 2 ** (7 * bytes);
    if (byte < 0x80) return [value, bytes + 1];
  }
  throw new RangeError('A variable-length integer is longer than five bytes');
}

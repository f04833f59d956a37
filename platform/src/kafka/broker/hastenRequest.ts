import { apiKeys, bodyOffset, readString, type RequestHeader } from './kafkaRequest.js';

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
  return readString(frame, bodyOffset(frame, flexible), flexible).end;
}

function lower(frame: Buffer, offset: number, max: number): void {
  if (frame.readInt32BE(offset) > max) frame.writeInt32BE(max, offset);
}

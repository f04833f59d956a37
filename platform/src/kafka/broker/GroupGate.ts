import { apiKeys, bodyOffset, readString, type RequestHeader } from './kafkaRequest.js';

/** Versions from which on a request has compact strings and tagged fields. */
const flexibleJoinGroup = 6;
const flexibleOffsetCommit = 8;
const maxGroups = 10_000;

/**
 * Knows the groups joined since this broker began. The mock takes commits of groups it has never heard of, so one that
 * outlived a restart would make the group skip as many messages of the new log; of groups it knows, it checks the member.
 */
export class GroupGate {
  readonly #joined = new Set<string>();

  /** Notes who joins. Returns false for a commit that must not reach the broker. */
  admits(frame: Buffer, { apiKey, apiVersion }: RequestHeader): boolean {
    if (apiKey === apiKeys.joinGroup) {
      if (this.#joined.size < maxGroups) this.#joined.add(groupOf(frame, apiVersion >= flexibleJoinGroup));
      return true;
    }
    if (apiKey !== apiKeys.offsetCommit) return true;
    return this.#joined.has(groupOf(frame, apiVersion >= flexibleOffsetCommit));
  }
}

function groupOf(frame: Buffer, flexible: boolean): string {
  return readString(frame, bodyOffset(frame, flexible), flexible).text;
}

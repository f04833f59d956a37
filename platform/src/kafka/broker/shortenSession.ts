import { apiKeys, bodyOffset, readString, type RequestHeader } from './kafkaRequest.js';

/** The version from which on a JoinGroup has compact strings and tagged fields. */
const flexibleJoinGroup = 6;

/**
 * Lowers the milliseconds a member of a group may be silent, in place: the mock ends a rebalance no sooner than one
 * second before the session would, however many members have joined. Other requests are left alone.
 */
export function shortenSession(
  frame: Buffer,
  { apiKey, apiVersion }: RequestHeader,
  maxSessionMs: number,
): void {
  if (apiKey !== apiKeys.joinGroup) return;
  const flexible = apiVersion >= flexibleJoinGroup;
  // The session's length follows the group's name.
  const { end } = readString(frame, bodyOffset(frame, flexible), flexible);
  if (frame.readInt32BE(end) > maxSessionMs) frame.writeInt32BE(maxSessionMs, end);
}

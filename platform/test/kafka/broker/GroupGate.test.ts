import { expect, test } from 'vitest';
import { GroupGate } from '../../../src/kafka/broker/GroupGate.js';
import { apiKeys } from '../../../src/kafka/broker/kafkaRequest.js';

/** A request's header, an empty client id, no tagged fields, and the group's name. */
function request(apiKey: number, group: string, flexible: boolean): Buffer {
  const name = Buffer.from(group);
  const head = Buffer.alloc(14);
  head.writeInt16BE(apiKey, 4);
  const length = flexible ? Buffer.of(0, name.length + 1) : Buffer.of(0, name.length);
  return Buffer.concat([head, length, name]);
}

test.each([
  [5, 7],
  [6, 9],
])(
  'GroupGate admits commits (JoinGroup v%i, OffsetCommit v%i) only of groups joined before',
  (join, commit) => {
    const gate = new GroupGate();
    const admits = (apiKey: number, apiVersion: number, group: string) => {
      const flexible = apiKey === apiKeys.joinGroup ? apiVersion >= 6 : apiVersion >= 8;
      return gate.admits(request(apiKey, group, flexible), { apiKey, apiVersion, correlationId: 1 });
    };
    expect(admits(apiKeys.offsetCommit, commit, 'one')).toBe(false);
    expect(admits(apiKeys.joinGroup, join, 'one')).toBe(true);
    expect(admits(apiKeys.offsetCommit, commit, 'one')).toBe(true);
    expect(admits(apiKeys.offsetCommit, commit, 'other')).toBe(false);
    expect(admits(apiKeys.metadata, 12, 'other')).toBe(true);
  },
);

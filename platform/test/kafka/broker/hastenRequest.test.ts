import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hastenRequest } from '../../../src/kafka/broker/hastenRequest.js';
import { apiKeys, readRequestHeader } from '../../../src/kafka/broker/kafkaRequest.js';

const times = { maxFetchWaitMs: 10, maxSessionMs: 3_200 };

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A request as librdkafka writes it: fixed header, client id, no tagged fields. */
function request(api: { key: number; version: number; flexible: boolean }, body: readonly Buffer[]): Buffer {
  const clientId = Buffer.from('client');
  const parts = [int16(api.key), int16(api.version), int32(7), int16(clientId.length), clientId];
  const rest = Buffer.concat([...parts, ...(api.flexible ? [Buffer.of(0)] : []), ...body]);
  return Buffer.concat([int32(rest.length), rest]);
}

function hasten(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  const header = readRequestHeader(copy);
  if (!header) throw new Error('no header');
  hastenRequest(copy, header, times);
  return copy;
}

function fetchRequest(version: number, waitMs: number): Buffer {
  const replica = version >= 15 ? [] : [int32(-1)];
  return request({ key: apiKeys.fetch, version, flexible: version >= 12 }, [
    ...replica,
    int32(waitMs),
    int32(1),
  ]);
}

function joinRequest(version: number, group: string, sessionMs: number): Buffer {
  const name = Buffer.from(group);
  const length = version >= 6 ? varint(name.length + 1) : int16(name.length);
  return request({ key: apiKeys.joinGroup, version, flexible: version >= 6 }, [
    ...[length, name, int32(sessionMs), int32(15_000)],
  ]);
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.of((value & 0x7f) | 0x80, value >> 7);
}

describe('hastenRequest', () => {
  test.each([4, 11, 12, 15, 16])('lowers the wait of a Fetch of version %i', (version) => {
    expect(hasten(fetchRequest(version, 100))).toEqual(fetchRequest(version, 10));
    expect(hasten(fetchRequest(version, 5))).toEqual(fetchRequest(version, 5));
  });

  test('lowers the session of a JoinGroup, whatever the group is called', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.string({ maxLength: 300 }), (version, group) => {
        expect(hasten(joinRequest(version, group, 6_000))).toEqual(joinRequest(version, group, 3_200));
      }),
    );
  });

  test('leaves every other request alone', () => {
    for (const key of [0, 2, 3, 8, 9, 10, 12, 13, 14, 18, 22]) {
      const other = request({ key, version: 3, flexible: false }, [int32(60_000), int32(60_000)]);
      expect(hasten(other)).toEqual(other);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apiKeys, fetchWaitOffset, readRequestHeader } from '../../../src/kafka/broker/kafkaRequest.js';
import { shortenSession } from '../../../src/kafka/broker/shortenSession.js';
import { fetchRequest, int16, int32, request, varint } from './frames.js';

const maxSessionMs = 3_200;

function shortened(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  const header = readRequestHeader(copy);
  if (!header) throw new Error('no header');
  shortenSession(copy, header, maxSessionMs);
  return copy;
}

function joinRequest(version: number, group: string, sessionMs: number): Buffer {
  const name = Buffer.from(group);
  const flexible = version >= 6;
  const length = flexible ? varint(name.length + 1) : int16(name.length);
  return request(
    { key: apiKeys.joinGroup, version, flexible },
    length,
    name,
    int32(sessionMs),
    int32(15_000),
  );
}

describe('shortenSession', () => {
  test('lowers the session of a JoinGroup, whatever the group is called', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.string({ maxLength: 300 }), (version, group) => {
        expect(shortened(joinRequest(version, group, 6_000))).toEqual(
          joinRequest(version, group, maxSessionMs),
        );
        expect(shortened(joinRequest(version, group, 3_000))).toEqual(joinRequest(version, group, 3_000));
      }),
    );
  });

  test('leaves every other request alone', () => {
    for (const key of [0, 1, 2, 3, 8, 9, 10, 12, 13, 14, 18, 22]) {
      const other = request({ key, version: 3, flexible: false }, int32(60_000), int32(60_000));
      expect(shortened(other)).toEqual(other);
    }
  });
});

describe('fetchWaitOffset', () => {
  test.each([4, 11, 12, 15, 16])('finds the wait of a Fetch of version %i', (version) => {
    const frame = fetchRequest(version, { waitMs: 12_345 });
    expect(frame.readInt32BE(fetchWaitOffset(frame, version))).toBe(12_345);
  });
});

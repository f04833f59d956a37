import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rewriteAdvertisedPort } from '../../../src/kafka/broker/rewriteAdvertisedPort.js';

const advertised = { host: '127.0.0.1', port: 40_123 };

function address(port: number): Buffer {
  const bytes = Buffer.alloc(advertised.host.length + 4);
  bytes.write(advertised.host);
  bytes.writeInt32BE(port, advertised.host.length);
  return bytes;
}

describe('rewriteAdvertisedPort', () => {
  test('replaces every port that follows the host, and not a byte more', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 }), (between) => {
        const joined = (port: number) => Buffer.concat(between.flatMap((bytes) => [bytes, address(port)]));
        const frame = joined(advertised.port);
        rewriteAdvertisedPort(frame, advertised, 4_092);
        expect(frame).toEqual(joined(4_092));
      }),
    );
  });

  test.each([
    ['another port', address(40_124)],
    ['no room for a port', Buffer.from('127.0.0.1ab')],
    ['another host', Buffer.concat([Buffer.from('127.0.0.2'), address(40_123).subarray(9)])],
  ])('leaves %s alone', (_, bytes) => {
    const frame = Buffer.from(bytes);
    rewriteAdvertisedPort(frame, advertised, 4_092);
    expect(frame).toEqual(bytes);
  });
});

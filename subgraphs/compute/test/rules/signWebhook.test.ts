import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { signWebhook } from '../../src/rules/signWebhook.js';

const message = { id: 'msg_1', timestamp: 1_700_000_000, body: '{"a":"ü"}' };

it("gives the signature of the specification's example", () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const example = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  expect(signWebhook(example, [secret])['webhook-signature']).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

it('signs id, time and body with every secret', () => {
  const secrets = [Buffer.from('one'), Buffer.from('two')];
  const expected = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update('msg_1.1700000000.{"a":"ü"}').digest('base64')}`,
  );
  expect(signWebhook(message, secrets)).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1700000000',
    'webhook-signature': expected.join(' '),
  });
});

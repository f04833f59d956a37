import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpWebhookClient, type WebhookClientSettings } from '../../src/webhooks/httpWebhookClient.js';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function open(settings: Partial<WebhookClientSettings> = {}) {
  const client = httpWebhookClient({ masterSecret: 'a master secret', allowLoopback: false, ...settings });
  opened.push(client);
  return client;
}

const message = { headers: {}, body: '{}' };

describe('httpWebhookClient', () => {
  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1'])(
    'does not connect to a public name that leads to %s',
    async (address) => {
      const client = open({ resolve: () => Promise.resolve([address]) });
      await expect(client.post('https://hooks.example.com/', message)).rejects.toMatchObject({
        code: 'WEBHOOK_FAILED',
        cause: expect.objectContaining({ code: 'EGRESS_REFUSED' }) as unknown,
      });
    },
  );

  it('calls this machine only where that is allowed', async () => {
    const server = createServer((_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => new Promise((resolve) => server.close(resolve)) });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const [strict, lenient] = [open(), open({ allowLoopback: true })];
    expect(strict.problemOf(url)).toBeDefined();
    await expect(strict.post(url, message)).rejects.toMatchObject({ code: 'WEBHOOK_FAILED' });
    expect(await lenient.post(url, message)).toBe(204);
    opened.reverse();
  });

  it('has a secret of its own for each community and salt', () => {
    const client = open();
    const secrets = [
      client.secretOf('com_one', 'a'),
      client.secretOf('com_two', 'a'),
      client.secretOf('com_one', 'b'),
      open({ masterSecret: 'another' }).secretOf('com_one', 'a'),
    ].map((secret) => secret.toString('hex'));
    expect(new Set(secrets).size).toBe(4);
    expect(client.secretOf('com_one', 'a').toString('hex')).toBe(secrets[0]);
  });
});

import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    environment: { SUBSCRIPTION_HEARTBEAT_MS: '50', SUBSCRIPTION_QUEUE: '20' },
  });
  await untilReady(platform);
});
afterAll(() => platform.close());

const urlOf = () => `${platform.gateway.url}/graphql`;

function open(query: string, signal?: AbortSignal): Promise<Response> {
  return fetch(urlOf(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
}

describe('subscriptions over server-sent events', () => {
  it('complete each event with the entities of other subgraphs', async () => {
    const client = createClient({ url: urlOf(), retryAttempts: 0 });
    const events: unknown[] = [];
    for await (const event of client.iterate({
      query: 'subscription { t: ticks(count: 3) { size id owner { name } } }',
    }))
      events.push(event);
    const owner = { name: 'name of p1' };
    expect(events).toEqual(
      [0, 1, 2].map((tick) => ({ data: { t: { size: tick * 10, id: String(tick), owner } } })),
    );
    client.dispose();
  });

  it('are written as events in the distinct connections mode', async () => {
    const response = await open('subscription { ticks(count: 1) { id } }');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const text = (await response.text()).replaceAll(/^:\n\n/gm, '');
    expect(text).toBe('event: next\ndata: {"data":{"ticks":{"id":"0"}}}\n\nevent: complete\ndata:\n\n');
  });

  it('take queries, too', async () => {
    const text = (await (await open('{ blobs }')).text()).replaceAll(/^:\n\n/gm, '');
    expect(text).toBe('event: next\ndata: {"data":{"blobs":["b"]}}\n\nevent: complete\ndata:\n\n');
  });

  it('say why an operation is refused', async () => {
    const text = await (await open('subscription { nothing }')).text();
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text.endsWith('event: complete\ndata:\n\n')).toBe(true);
  });

  it('pass on why a subgraph refuses', async () => {
    const text = await (await open('subscription { refused { id } }')).text();
    expect(text).toContain('"code":"FORBIDDEN"');
  });

  it('end upstream when the client goes', async () => {
    const end = new AbortController();
    const response = await open('subscription { endless { id } }', end.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    await eventually('the subgraph streams', () => platform.counters.openTicks === 1);
    end.abort();
    await eventually('the subgraph was told', () => platform.counters.openTicks === 0);
  });

  it('drop a subscriber that does not read', async () => {
    const response = await open('subscription { endless(payload: 400000) { id note } }');
    const reader = response.body?.getReader();
    await eventually('the subgraph streams', () => platform.counters.openTicks === 1);
    await eventually('the subgraph was told', () => platform.counters.openTicks === 0);
    let text = '';
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read())
      text = (text + new TextDecoder().decode(part.value as Uint8Array)).slice(-2_000);
    expect(text).toContain('SUBSCRIBER_TOO_SLOW');
  });

  it('end when the gateway closes', async () => {
    const other = await startTestPlatform();
    await untilReady(other);
    const response = await fetch(`${other.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { endless { id } }' }),
    });
    const reader = response.body?.getReader();
    await reader?.read();
    const closed = other.close();
    await expect(drain(reader)).resolves.toBe('ended');
    await closed;
  });
});

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<string> {
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read());
  return 'ended';
}

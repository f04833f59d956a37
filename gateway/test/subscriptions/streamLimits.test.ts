import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentials } from '../identityDoors.js';
import { eventually, startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    environment: {
      MAX_STREAMS: '3',
      MAX_STREAMS_PER_PRINCIPAL: '2',
      MAX_REQUESTS_PER_PRINCIPAL: '2',
      SUBGRAPH_CONNECTIONS: '1',
      CREDENTIAL_CACHE_MS: '50',
      STREAM_CREDENTIAL_CHECK_MS: '50',
    },
  });
  await untilReady(platform);
});
afterAll(() => platform.close());
beforeEach(() => {
  platform.counters.ada = 'known';
});

const endless = 'subscription { endless { id } }';
const json = 'application/json';

function send(query: string, options: { accept: string; token?: string; signal?: AbortSignal }) {
  const { accept, token, signal } = options;
  return fetch(`${platform.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': json,
      accept,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
}

const subscribe = (token: string, signal?: AbortSignal) =>
  send(endless, { accept: 'text/event-stream', token, ...(signal && { signal }) });

async function outcomeOf(response: Response) {
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return [response.status, errors?.[0]?.extensions.code];
}

describe('bounds of what goes on at once', () => {
  it('refuse one more stream of a principal and of all, answer queries beside, and free what has ended', async () => {
    const end = new AbortController();
    for (let stream = 0; stream < 2; stream++)
      expect((await subscribe(credentials.ada, end.signal)).status).toBe(200);
    expect(await outcomeOf(await subscribe(credentials.ada))).toEqual([429, 'TOO_MANY_STREAMS']);
    const anybody = () => send(endless, { accept: 'text/event-stream', signal: end.signal });
    expect((await anybody()).status).toBe(200);
    expect(await outcomeOf(await anybody())).toEqual([429, 'TOO_MANY_STREAMS']);
    await eventually('the streams are open', () => platform.counters.openTicks === 3);
    expect((await send('{ job(id: "1") { id } }', { accept: json, token: credentials.ada })).status).toBe(
      200,
    );
    end.abort();
    await eventually('the streams have ended', () => platform.counters.openTicks === 0);
    const other = new AbortController();
    await eventually(
      'a stream may open again',
      async () => (await subscribe(credentials.ada, other.signal)).status === 200,
    );
    other.abort();
  });

  it('refuse one more request of those who are not signed in, and free what was answered', async () => {
    const slow = [1, 2].map(() => send('{ slow(ms: 400) }', { accept: json }));
    await eventually('a third is refused', async () => {
      const response = await send('{ blobs }', { accept: json });
      return response.status === 429 && (await outcomeOf(response))[1] === 'TOO_MANY_REQUESTS';
    });
    expect((await send('{ blobs }', { accept: json, token: credentials.ada })).status).toBe(200);
    await Promise.all(slow);
    await eventually(
      'requests are taken again',
      async () => (await send('{ blobs }', { accept: json })).status === 200,
    );
  });
});

describe('an open subscription', () => {
  it('ends with UNAUTHENTICATED when its credential is revoked', async () => {
    const response = await subscribe(credentials.ada, AbortSignal.timeout(10_000));
    await eventually('the stream is open', () => platform.counters.openTicks > 0);
    platform.counters.ada = 'revoked';
    const text = await response.text();
    expect(text).toContain('"code":"UNAUTHENTICATED"');
    expect(text.endsWith('event: complete\ndata:\n\n')).toBe(true);
    await eventually('the subgraph was told', () => platform.counters.openTicks === 0);
  });

  it('goes on while its credential cannot be checked', async () => {
    const end = new AbortController();
    const response = await subscribe(credentials.ada, end.signal);
    const reader = response.body?.getReader();
    platform.counters.ada = 'unavailable';
    const before = platform.counters.refusals;
    await eventually('it was asked again, in vain', () => platform.counters.refusals > before + 1);
    expect((await reader?.read())?.done).toBe(false);
    end.abort();
  });
});

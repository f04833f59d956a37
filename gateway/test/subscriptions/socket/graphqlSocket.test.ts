import { connect } from 'node:net';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { credentials } from '../../identityDoors.js';
import { eventually, startTestPlatform, untilReady, type TestPlatform } from '../../testPlatform.js';
import { openSocket } from './openSocket.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    environment: {
      SUBSCRIPTION_HEARTBEAT_MS: '500',
      SUBSCRIPTION_QUEUE: '20',
      SOCKET_INIT_MS: '200',
      SOCKET_OPERATIONS: '3',
      MAX_STREAMS_PER_PRINCIPAL: '2',
      MAX_SOCKETS_PER_PRINCIPAL: '4',
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

const urlOf = () => `${platform.gateway.url.replace(/^http/, 'ws')}/graphql`;
const ada = { authorization: `Bearer ${credentials.ada}` };
const endless = 'subscription { endless { id } }';
const init = { type: 'connection_init', payload: ada };

function client(options: Partial<ClientOptions> = {}): Client {
  return createClient({ url: urlOf(), webSocketImpl: WebSocket, retryAttempts: 0, ...options });
}

async function all(query: string, options: Partial<ClientOptions> = {}): Promise<unknown[]> {
  const one = client(options);
  const results: unknown[] = [];
  for await (const result of one.iterate({ query })) results.push(result);
  await one.dispose();
  return results;
}

async function closeCodeOf(query: string, options: Partial<ClientOptions>): Promise<unknown> {
  return all(query, options).then(
    () => 'answered',
    (event: unknown) => (event as { readonly code?: number }).code,
  );
}

const subscribe = (query: string, id = '1') => ({ type: 'subscribe', id, payload: { query } });

async function acknowledged() {
  const raw = await openSocket(platform.gateway.url);
  raw.send(init);
  await eventually('it is acknowledged', () => raw.messages[0]?.type === 'connection_ack');
  return raw;
}

describe('operations over a WebSocket', () => {
  it('are subscriptions with entities of other subgraphs, queries and mutations', async () => {
    const owner = { name: 'name of p1' };
    expect(await all('subscription { t: ticks(count: 2) { size id owner { name } } }')).toEqual(
      [0, 1].map((tick) => ({ data: { t: { size: tick * 10, id: String(tick), owner } } })),
    );
    expect(await all('{ job(id: "4") { size } }')).toEqual([{ data: { job: { size: 40 } } }]);
    expect(await all('mutation { submit(name: "n") { id } }')).toEqual([{ data: { submit: { id: 'n' } } }]);
  });

  it('are refused with the codes that HTTP has, without closing the socket', async () => {
    const { send, messages, socket } = await acknowledged();
    send(subscribe('{ nothing }', 'a'));
    await eventually('it is refused', () => messages.some(({ type }) => type === 'error'));
    expect(messages.find(({ id }) => id === 'a')?.payload).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' }, locations: [{ line: 1, column: 3 }] },
    ]);
    send(subscribe('{ blobs }', 'b'));
    await eventually('the other is answered', () =>
      messages.some(({ id, type }) => id === 'b' && type === 'complete'),
    );
    socket.close();
  });

  it('have their errors masked', async () => {
    const [result] = await all('{ secretFailure }');
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('end upstream when the client completes them, and when it goes', async () => {
    const { send, messages, socket } = await acknowledged();
    send(subscribe(endless));
    await eventually('the subgraph streams', () => platform.counters.openTicks === 1);
    await eventually('an event came', () => messages.some(({ type }) => type === 'next'));
    send({ type: 'complete', id: '1' });
    await eventually('the subgraph was told', () => platform.counters.openTicks === 0);
    send(subscribe(endless));
    await eventually('it streams again', () => platform.counters.openTicks === 1);
    socket.terminate();
    await eventually('it was told again', () => platform.counters.openTicks === 0);
  });

  it('are bounded by the socket and by what the principal may have open', async () => {
    const { send, messages, socket } = await acknowledged();
    for (const id of ['1', '2', '3']) send(subscribe(endless, id));
    await eventually('the third is refused', () =>
      JSON.stringify(messages.find(({ id, type }) => id === '3' && type === 'error') ?? '').includes(
        'TOO_MANY_STREAMS',
      ),
    );
    for (const id of ['4', '5']) send(subscribe('{ slow(ms: 300) }', id));
    await eventually('a fourth is refused', () =>
      JSON.stringify(messages.find(({ id, type }) => id === '5' && type === 'error') ?? '').includes(
        'TOO_MANY_OPERATIONS',
      ),
    );
    socket.close();
    await eventually('the streams have ended', () => platform.counters.openTicks === 0);
  });
});

describe('who opens a WebSocket', () => {
  const whoami = '{ whoami }';

  it('is known by the payload of connection_init, or by the headers of the request', async () => {
    const known = { data: { whoami: 'PERSON per_1 com_a 7' } };
    expect(await all(whoami, { connectionParams: ada })).toEqual([known]);
    expect(await all(whoami, { connectionParams: { 'x-api-key': credentials.ada } })).toEqual([known]);
    expect(await all(whoami, { connectionParams: { ...ada, 'x-community': 'com_b' } })).toEqual([
      { data: { whoami: 'PERSON per_1 com_b 0' } },
    ]);
    expect(await all(whoami)).toEqual([{ data: { whoami: 'ANONYMOUS anonymous  0' } }]);
    const { send, messages, socket } = await openSocket(platform.gateway.url, { headers: ada });
    send({ type: 'connection_init' });
    await eventually('it is acknowledged', () => messages.length === 1);
    send(subscribe(whoami));
    await eventually('it is answered', () => messages.length === 3);
    expect(messages[1]?.payload).toEqual(known);
    socket.close();
  });

  it.each([
    [{ authorization: 'Bearer wrong' }, 4401],
    [{ authorization: `Bearer ${credentials.stranger}`, 'x-community': 'other' }, 4403],
    [{ authorization: 7 }, 4400],
  ])('is refused with %j by close code %i', async (connectionParams, code) => {
    expect(await closeCodeOf(whoami, { connectionParams })).toBe(code);
  });

  it('may bring a session cookie only from a page of ours', async () => {
    const cookie = `aic_session=${credentials.ada}`;
    const ask = async (headers: Record<string, string>) => {
      const { send, messages, socket } = await openSocket(platform.gateway.url, { headers });
      send({ type: 'connection_init', payload: { 'x-community': 'com_a' } });
      await eventually('it is acknowledged', () => messages.length === 1);
      send(subscribe(whoami));
      await eventually('it is answered', () => messages.length === 3);
      socket.close();
      return JSON.stringify(messages[1]?.payload);
    };
    expect(await ask({ cookie, origin: platform.gateway.url })).toContain('PERSON per_1 com_a');
    expect(await ask({ cookie })).toContain('ANONYMOUS');
    await expect(ask({ cookie, origin: 'https://evil.example' })).rejects.toThrow('403');
  });

  it('may be only so many at once', async () => {
    const open = [];
    for (let each = 0; each < 4; each++) open.push(await acknowledged());
    const fifth = await openSocket(platform.gateway.url);
    fifth.send(init);
    expect(await fifth.closed).toBe(1013);
    for (const { socket } of open) socket.close();
    await Promise.all(open.map(({ closed }) => closed));
    await eventually('one may connect again', async () => {
      const again = await openSocket(platform.gateway.url);
      again.send(init);
      const isIn = await Promise.race([
        again.closed.then(() => false),
        eventually('an answer', () => again.messages.length > 0).then(() => true),
      ]);
      again.socket.close();
      return isIn;
    });
  });

  it('is checked again while a subscription is open', async () => {
    const { send, messages, socket } = await acknowledged();
    send(subscribe(endless));
    await eventually('it streams', () => messages.some(({ type }) => type === 'next'));
    platform.counters.ada = 'revoked';
    await eventually('it has ended', () => messages.at(-1)?.type === 'complete');
    expect(messages.at(-2)?.payload).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    await eventually('the subgraph was told', () => platform.counters.openTicks === 0);
    socket.close();
  });
});

describe('the protocol', () => {
  it.each([
    ['a message that is none', ['{'], 4400],
    ['a message of an unknown type', [{ type: 'start' }], 4400],
    ['a subscription before the introduction', [subscribe('{ blobs }')], 4401],
    ['two introductions', [init, init], 4429],
    ['two operations of one name', [init, 'ack', subscribe(endless), subscribe(endless)], 4409],
    ['a message that is too large', [init, 'ack', 'x'.repeat(1_100_000)], 1009],
    ['nothing at all', [], 4408],
  ])('closes the socket on %s', async (_name, messages, code) => {
    const raw = await openSocket(platform.gateway.url);
    for (const message of messages) {
      if (message === 'ack') await eventually('it is acknowledged', () => raw.messages.length > 0);
      else raw.send(message);
    }
    expect(await raw.closed).toBe(code);
  });

  it('closes the socket on binary messages, on texts that are none, and on other protocols', async () => {
    const binary = await openSocket(platform.gateway.url);
    binary.socket.send(Buffer.from('{"type":"ping"}'));
    expect(await binary.closed).toBe(4400);
    const garbage = await openSocket(platform.gateway.url);
    garbage.socket.send(Buffer.from([0xff, 0xfe, 0xfd]), { binary: false });
    expect(await garbage.closed).toBe(1007);
    await expect(
      openSocket(platform.gateway.url, { protocol: 'graphql-ws' }).then(({ closed }) => closed),
    ).rejects.toThrow('subprotocol');
  });

  it('answers pings, sends its own, and ends sockets that do not answer them', async () => {
    const { send, messages, socket } = await acknowledged();
    send({ type: 'ping', payload: { a: 1 } });
    await eventually('the pong came', () => messages.at(-1)?.type === 'pong');
    expect(messages.at(-1)?.payload).toEqual({ a: 1 });
    let pings = 0;
    socket.on('ping', () => pings++);
    await eventually('it is pinged', () => pings > 1);
    socket.close();
    const dead = await openSocket(platform.gateway.url, { autoPong: false });
    dead.send(init);
    expect(await dead.closed).toBe(1006);
  });

  it('drops a subscriber that does not read', async () => {
    const patient = await startTestPlatform({ environment: { SUBSCRIPTION_QUEUE: '20' } });
    await untilReady(patient);
    const { send, messages, socket } = await openSocket(patient.gateway.url);
    send(init);
    await eventually('it is acknowledged', () => messages.length === 1);
    send(subscribe('subscription { endless(payload: 400000) { id note } }'));
    await eventually('the subgraph streams', () => patient.counters.openTicks === 1);
    socket.pause();
    await eventually('the subgraph was told', () => patient.counters.openTicks === 0);
    socket.resume();
    await eventually('it is over', () => messages.at(-1)?.type === 'complete');
    expect(JSON.stringify(messages.at(-2))).toContain('SUBSCRIBER_TOO_SLOW');
    await patient.close();
  });

  it('stops listening to a client that asks and does not read', async () => {
    const raw = await acknowledged();
    raw.socket.pause();
    const payload = { text: 'x'.repeat(500_000) };
    let sent = 0;
    const flood = setInterval(() => {
      if (raw.socket.bufferedAmount > 8_000_000 || raw.socket.readyState !== raw.socket.OPEN) return;
      raw.send({ type: 'ping', payload });
      sent++;
    }, 1);
    await raw.closed.finally(() => clearInterval(flood));
    expect(sent).toBeLessThan(100);
  });
});

describe('the server beside the socket', () => {
  it('refuses WebSockets at other addresses', async () => {
    const socket = new WebSocket(`${urlOf()}x`, 'graphql-transport-ws');
    await expect(new Promise((_resolve, reject) => socket.once('error', reject))).rejects.toThrow('404');
  });

  it('answers requests that offer HTTP/2 as if they did not, bodies and all', async () => {
    const body = JSON.stringify({ query: '{ blobs }' });
    const { port } = new URL(platform.gateway.url);
    const head = [
      'POST /graphql HTTP/1.1',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ].join('\r\n');
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(`${head}\r\n\r\n${body.slice(0, 5)}`);
    setTimeout(() => socket.write(body.slice(5)), 20);
    await eventually('it is answered', () => answer.includes('{"data":{"blobs":["b"]}}'));
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  it('answers what is under way and says goodbye on every socket when it closes', async () => {
    const other = await startTestPlatform();
    await untilReady(other);
    const raw = await openSocket(other.gateway.url);
    raw.send(init);
    await eventually('it is acknowledged', () => raw.messages.length === 1);
    raw.send(subscribe(endless));
    await eventually('it streams', () => other.counters.openTicks === 1);
    const asking = await openSocket(other.gateway.url);
    asking.send(init);
    await eventually('it is acknowledged', () => asking.messages.length === 1);
    asking.send(subscribe('{ slow(ms: 400) }'));
    const silent = await openSocket(other.gateway.url);
    silent.socket.pause();
    const begin = Date.now();
    const closing = other.gateway.close();
    expect(await raw.closed).toBe(1001);
    expect(asking.messages[1]?.payload).toEqual({ data: { slow: 'late' } });
    await closing;
    expect(Date.now() - begin).toBeLessThan(5_000);
    silent.socket.terminate();
    await other.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { credentials } from '../../identityDoors.js';
import { eventually, startTestPlatform, untilReady, type TestPlatform } from '../../testPlatform.js';
import { scrape } from './scrape.js';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await startTestPlatform({
    environment: { METRICS_PORT: '0', SUBGRAPH_RETRY_MS: '1', LIMIT_ALIASES: '3', COST_MAX: '1000' },
  });
  await untilReady(platform);
});

afterAll(() => platform.close());

const ask = async (query: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${platform.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': credentials.ada, ...headers },
    body: JSON.stringify({ query }),
  });
  return response.text();
};

const figures = () => scrape(platform.gateway.metricsUrl);

/** What a series has grown by while something happened. */
async function growth(series: readonly string[], action: () => Promise<unknown>): Promise<readonly number[]> {
  const before = await figures();
  await action();
  const after = await figures();
  return series.map((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0));
}

const requests = (community: string, outcome: string, code = '') =>
  `gateway_requests_total{community="${community}",outcome="${outcome}",code="${code}"}`;
const calls = (subgraph: string, outcome: string) =>
  `gateway_subgraph_calls_total{subgraph="${subgraph}",outcome="${outcome}"}`;

describe('metrics', () => {
  it('count requests of each community by how they ended, and how long they took', async () => {
    const series = [
      requests('com_a', 'ok'),
      requests('com_b', 'ok'),
      requests('none', 'ok'),
      'gateway_request_duration_seconds_count{community="com_b"}',
      'gateway_request_duration_seconds_bucket{community="com_b",le="+Inf"}',
    ];
    const grown = await growth(series, async () => {
      await ask('{ whoami }');
      await ask('{ whoami }', { 'x-community': 'com_b' });
      await ask('{ policies }', { 'x-community': 'com_b' });
      await ask('{ whoami }', { 'x-api-key': 'none-of-ours' });
    });
    expect(grown).toEqual([1, 2, 0, 2, 2]);
  });

  it('count refusals by their code, those before anybody knew whose they are as nobody’s', async () => {
    const series = [
      requests('com_a', 'refused', 'TOO_MANY_ALIASES'),
      requests('com_a', 'refused', 'GRAPHQL_VALIDATION_FAILED'),
      requests('none', 'refused', 'UNAUTHENTICATED'),
      requests('none', 'refused', 'BODY_TOO_LARGE'),
    ];
    const grown = await growth(series, async () => {
      await ask('{ a: whoami b: whoami c: whoami d: whoami }');
      await ask('{ nothing }');
      await ask('{ whoami }', { 'x-api-key': 'none-of-ours' });
      await ask('x'.repeat(2_000_000));
    });
    expect(grown).toEqual([1, 1, 1, 1]);
  });

  it('count calls by subgraph, and answers that are partial by the code of their first error', async () => {
    const series = [
      calls('compute', 'ok'),
      calls('compute', 'errors'),
      calls('storage', 'ok'),
      'gateway_subgraph_call_duration_seconds_count{subgraph="compute"}',
      requests('com_a', 'partial', 'SUBGRAPH_ERROR'),
      requests('com_a', 'partial', 'OTHER'),
    ];
    const grown = await growth(series, async () => {
      await ask('{ job(id: "2") { size } }');
      await ask('{ secretFailure }');
      await ask('{ coded }');
    });
    expect(grown).toEqual([1, 2, 1, 3, 1, 1]);
  });

  it('tell how plans, costs, documents and supergraphs stand', async () => {
    const series = [
      'gateway_plan_misses_total',
      'gateway_plan_hits_total',
      'gateway_operation_cost_estimated_total{community="com_a"}',
      'gateway_operation_cost_actual_total{community="com_a"}',
      'gateway_documents_total{community="com_a",found="text"}',
      'gateway_variant_hits_total',
    ];
    const grown = await growth(series, async () => {
      await ask('{ planned: job(id: "3") { note } }');
      await ask('{ planned: job(id: "3") { note } }');
    });
    expect(grown).toEqual([1, 1, 2, 2, 2, 2]);
    const now = await figures();
    expect(now.get('gateway_planning_seconds_total')).toBeGreaterThan(0);
    expect(now.get('gateway_variant_budget_bytes')).toBe(128 * 1_048_576);
    expect(now.get('gateway_variant_compilations_total')).toBeGreaterThan(0);
  });

  it('count identical calls under way that are one', async () => {
    const slow = `{ slow(ms: 200) }`;
    const series = ['gateway_operations_shared_total', calls('compute', 'ok')];
    const grown = await growth(series, () => Promise.all([ask(slow), ask(slow), ask(slow)]));
    expect(grown).toEqual([2, 1]);
    const different = ['a', 'b', 'c'].map((name) => ask(`query ${name} { slow(ms: 201) }`));
    const shared = await growth(['gateway_subgraph_calls_shared_total{subgraph="compute"}'], () =>
      Promise.all(different),
    );
    expect(shared).toEqual([2]);
  });

  it('count subscriptions that are open and what they brought', async () => {
    const open = 'gateway_open_subscriptions{community="com_s"}';
    const headers = { 'x-community': 'com_s', accept: 'text/event-stream' };
    const grown = await growth(
      [requests('com_s', 'subscribed'), 'gateway_subscription_events_total{community="com_s"}', open],
      () => ask('subscription { ticks(count: 5) { id } }', headers),
    );
    expect(grown).toEqual([1, 5, 0]);
    const events = ['gateway_subscription_events_total{community="com_s"}'];
    expect(await growth(events, () => ask('{ whoami }', headers))).toEqual([0]);
    const end = new AbortController();
    await fetch(
      `${platform.gateway.url}/graphql?query=${encodeURIComponent('subscription { endless { id } }')}`,
      {
        headers: { ...headers, 'x-api-key': credentials.ada },
        signal: end.signal,
      },
    );
    expect((await figures()).get(open)).toBe(1);
    end.abort();
    await eventually('the subscription is closed', async () => (await figures()).get(open) === 0);
  });

  it('count WebSockets that are open and what was asked over them', async () => {
    const open = 'gateway_open_sockets{community="com_w"}';
    const socket = new WebSocket(
      platform.gateway.url.replace('http', 'ws') + '/graphql',
      'graphql-transport-ws',
    );
    const answers: string[] = [];
    socket.on('message', (data: Buffer) => answers.push(data.toString()));
    await new Promise((resolve) => socket.once('open', resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: 'connection_init', payload: { 'x-api-key': credentials.ada, 'x-community': 'com_w' } });
    await eventually('the socket is introduced', async () => (await figures()).get(open) === 1);
    const series = [requests('com_w', 'ok'), requests('com_w', 'refused', 'GRAPHQL_PARSE_FAILED')];
    const grown = await growth(series, async () => {
      send({ id: '1', type: 'subscribe', payload: { query: '{ whoami }' } });
      send({ id: '2', type: 'subscribe', payload: { query: '{' } });
      await eventually(
        'both are answered',
        () => answers.filter((text) => /"(complete|error)"/.test(text)).length === 2,
      );
    });
    expect(grown).toEqual([1, 1]);
    socket.close();
    await eventually('the socket is closed', async () => (await figures()).get(open) === 0);
  });

  it('name no community that identity has not answered, and no name that could not be an id', async () => {
    const hostile = ['other', 'com_x"} 7\\', 'com_ü', 'c'.repeat(100), 'none', '__proto__ constructor'];
    const before = await figures();
    await ask('{ whoami }', { 'x-community': 'other', 'x-api-key': credentials.stranger });
    for (const name of hostile)
      await ask('{ whoami }', { 'x-community': encodeURI(name) }).catch(() => undefined);
    const after = await figures();
    const communities = new Set(
      [...after.keys()].flatMap((name) => /community="([^"]*)"/.exec(name)?.[1] ?? []),
    );
    expect([...communities].sort()).toEqual(['com_a', 'com_b', 'com_s', 'com_w', 'none', 'other']);
    const others = requests('other', 'ok');
    expect((after.get(others) ?? 0) - (before.get(others) ?? 0)).toBe(hostile.length);
    expect(after.get(requests('none', 'refused', 'OTHER')) ?? 0).toBe(1);
  });

  it('tell of the process', async () => {
    const now = await figures();
    for (const name of [
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
    ])
      expect(now.get(name)).toBeGreaterThan(0);
  });

  it('are on a port of their own and not on the public one', async () => {
    expect((await fetch(`${platform.gateway.url}/metrics`)).status).toBe(404);
    expect(new URL(platform.gateway.metricsUrl ?? '').port).not.toBe(String(platform.gateway.port));
    expect((await fetch(`${platform.gateway.metricsUrl}/graphql`)).status).toBe(404);
  });

  // It stops a subgraph, so it comes last.
  it('count subgraphs that cannot be reached, second tries and circuits', async () => {
    await platform.services.get('storage')?.stop();
    const series = [
      calls('storage', 'SUBGRAPH_UNREACHABLE'),
      calls('storage', 'SUBGRAPH_CIRCUIT_OPEN'),
      'gateway_subgraph_retries_total{subgraph="storage"}',
      'gateway_subgraph_circuit_opened_total{subgraph="storage"}',
      requests('com_a', 'partial', 'SUBGRAPH_UNREACHABLE'),
      requests('com_a', 'partial', 'SUBGRAPH_CIRCUIT_OPEN'),
      'gateway_subgraph_circuit_state{subgraph="storage",state="open"}',
      'gateway_subgraph_circuit_state{subgraph="storage",state="closed"}',
    ];
    const grown = await growth(series, async () => {
      for (let time = 0; time < 11; time++) await ask('{ blobs }');
    });
    expect(grown).toEqual([10, 1, 10, 1, 10, 1, 1, -1]);
  });
});

describe('without a port for metrics', () => {
  it('nobody can read them', async () => {
    const silent = await startTestPlatform();
    try {
      expect(silent.gateway.metricsUrl).toBeUndefined();
      expect((await fetch(`${silent.gateway.url}/metrics`)).status).toBe(404);
    } finally {
      await silent.close();
    }
  });
});

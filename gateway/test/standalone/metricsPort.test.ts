import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '@ai-collective/platform/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/standalone/options.js';
import { startStandalone, type Standalone } from '../../src/standalone/startStandalone.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import { scrape } from '../observability/metrics/scrape.js';
import { serveSubgraph, type ServedSubgraph } from './servedSubgraph.js';

const log = createLogger({ service: 'gateway', level: 'silent' });
const sdl = 'type Query { hello: String }';
let folder: string;
let subgraph: ServedSubgraph;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aic-metrics-'));
  subgraph = await serveSubgraph({ sdl, resolvers: { Query: { hello: () => 'world' } } });
  const composition = composeSupergraph([{ name: 'greeter', url: subgraph.url, sdl }]);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  await writeFile(path.join(folder, 'supergraph.graphql'), composition.supergraphSdl);
});

afterAll(async () => {
  await subgraph.close();
  await rm(folder, { recursive: true, force: true });
});

function start(...words: string[]): Promise<Standalone> {
  const file = path.join(folder, 'supergraph.graphql');
  const options = readOptions(['--supergraph', file, '--port', '0', ...words], {});
  if (options === 'help') throw new Error('unexpected');
  return startStandalone(options, log);
}

describe('the gateway alone', () => {
  it('serves metrics at a port of their own when one is given', async () => {
    const gateway = await start('--metrics-port', '0');
    try {
      await fetch(`${gateway.url}/graphql?query={hello}`, {
        headers: { 'content-type': 'application/json' },
      });
      const figures = await scrape(gateway.metricsUrl);
      expect(figures.get('gateway_requests_total{community="none",outcome="ok",code=""}')).toBe(1);
      expect(figures.get('gateway_subgraph_calls_total{subgraph="greeter",outcome="ok"}')).toBe(1);
      expect(figures.has('gateway_variants')).toBe(false);
      expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
    } finally {
      await gateway.close();
    }
  });

  it('serves none otherwise', async () => {
    const gateway = await start();
    expect(gateway.metricsUrl).toBeUndefined();
    await gateway.close();
  });

  it('does not begin to serve when the port is taken', async () => {
    const taken = new URL(subgraph.url).port;
    await expect(start('--metrics-port', taken)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});

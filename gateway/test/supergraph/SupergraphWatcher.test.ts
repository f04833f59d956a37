import { createLogger } from '@ai-collective/platform';
import { describe, expect, it } from 'vitest';
import { SupergraphWatcher } from '../../src/supergraph/SupergraphWatcher.js';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

function watching(sdls: Record<string, string | undefined>) {
  const built: string[] = [];
  const lines: string[] = [];
  const watcher = new SupergraphWatcher<{ readonly sdl: string }>({
    subgraphs: Object.keys(sdls).map((name) => ({ name, url: `http://${name}.invalid` })),
    fetchSdl: (name) => {
      const sdl = sdls[name];
      return sdl === undefined ? Promise.reject(new Error('away')) : Promise.resolve(link + sdl);
    },
    build: (sdl) => {
      built.push(sdl);
      return { sdl };
    },
    pollMs: 1_000,
    log: createLogger({ service: 'gateway', level: 'debug' }, { write: (line) => void lines.push(line) }),
  });
  return { watcher, built, lines, sdls };
}

describe('the supergraph watcher', () => {
  it('waits for every subgraph and says for which', async () => {
    const { watcher, sdls } = watching({ a: 'type Query { a: Int }', b: undefined });
    await watcher.poll();
    expect([watcher.engine, watcher.state]).toEqual([
      undefined,
      { status: 'waiting', problems: ['b does not answer'] },
    ]);
    sdls.b = 'type Query { b: Int }';
    await watcher.poll();
    expect(watcher.engine?.sdl).toContain('b: Int');
    expect(watcher.state).toEqual({ status: 'ok', problems: [] });
  });

  it('swaps when a schema changes, and only then', async () => {
    const { watcher, built, sdls } = watching({ a: 'type Query { a: Int }' });
    await watcher.poll();
    const first = watcher.engine;
    await watcher.poll();
    expect(watcher.engine).toBe(first);
    sdls.a = 'type Query { a: Int more: Int }';
    await watcher.poll();
    expect(built).toHaveLength(2);
    expect(watcher.engine?.sdl).toContain('more: Int');
  });

  it('keeps the last good supergraph when schemas do not fit together, until they do', async () => {
    const { watcher, sdls, lines } = watching({ a: 'type Query { a: Int }', b: 'type Query { b: Int }' });
    await watcher.poll();
    const good = watcher.engine;
    sdls.b = 'type Query { a: String }';
    for (let round = 0; round < 3; round++) await watcher.poll();
    expect(watcher.engine).toBe(good);
    expect(watcher.state.status).toBe('degraded');
    expect(lines.filter((line) => line.includes('last good'))).toHaveLength(1);
    sdls.b = 'type Query { b: Int }';
    await watcher.poll();
    expect(watcher.state).toEqual({ status: 'ok', problems: [] });
  });

  it('keeps serving while a subgraph is away', async () => {
    const { watcher, sdls } = watching({ a: 'type Query { a: Int }', b: 'type Query { b: Int }' });
    await watcher.poll();
    const { a } = sdls;
    sdls.a = undefined;
    await watcher.poll();
    expect(watcher.engine).toBeDefined();
    expect(watcher.state).toEqual({ status: 'degraded', problems: ['a does not answer'] });
    sdls.a = a;
    await watcher.poll();
    expect(watcher.state.status).toBe('ok');
  });

  it('stops when it is closed', async () => {
    const { watcher } = watching({ a: 'type Query { a: Int }' });
    watcher.start();
    await watcher.close();
    expect(watcher.state.status).toBe('ok');
  });
});

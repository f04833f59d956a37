import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '@ai-collective/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/standalone/options.js';
import { startStandalone, type Standalone } from '../../src/standalone/startStandalone.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import { eventually } from '../testPlatform.js';
import { serveSubgraph, type ServedSubgraph } from './servedSubgraph.js';

let folder: string;
let file: string;
let gateway: Standalone;
let old: ServedSubgraph;
let fresh: ServedSubgraph;
let extra: ServedSubgraph;
const logs: string[] = [];

const answering = (name: string) =>
  serveSubgraph({
    sdl: 'type Query { name: String! slow(ms: Int!): String! }',
    resolvers: {
      Query: {
        name: () => name,
        slow: async (_: unknown, { ms }: { ms: number }) => {
          await new Promise((resolve) => setTimeout(resolve, ms));
          return name;
        },
      },
    },
  });

function supergraphOf(main: ServedSubgraph, withExtra: boolean): string {
  const subgraphs = [
    { name: 'main', url: main.url, sdl: 'type Query { name: String! slow(ms: Int!): String! }' },
  ];
  if (withExtra) subgraphs.push({ name: 'extra', url: extra.url, sdl: 'type Query { extra: String! }' });
  const composition = composeSupergraph(subgraphs);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  return composition.supergraphSdl;
}

/** As editors and orchestrators do it. */
async function replaceFile(text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aic-reload-'));
  file = path.join(folder, 'supergraph.graphql');
  [old, fresh] = [await answering('old'), await answering('fresh')];
  extra = await serveSubgraph({
    sdl: 'type Query { extra: String! }',
    resolvers: { Query: { extra: () => 'extra' } },
  });
  await writeFile(file, supergraphOf(old, true));
  const options = readOptions(['--supergraph', file, '--port', '0'], {});
  if (options === 'help') throw new Error('unexpected');
  const log = createLogger({ service: 'gateway', level: 'info' }, { write: (line) => void logs.push(line) });
  gateway = await startStandalone(options, log);
});
afterEach(async () => {
  await gateway.close();
  await Promise.all([old, fresh, extra].map((one) => one.close()));
  await rm(folder, { recursive: true, force: true });
});

async function ask(
  query: string,
): Promise<{ readonly data?: Record<string, unknown>; readonly errors?: unknown }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
}

describe('a supergraph file that changes', () => {
  it('is taken up, without anybody asking, and requests under way finish where they began', async () => {
    const slow = ask('{ slow(ms: 1500) extra }');
    await replaceFile(supergraphOf(fresh, false));
    await eventually('the new one answers', async () => (await ask('{ name }')).data?.name === 'fresh');
    expect(await ask('{ extra }')).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    expect(await slow).toEqual({ data: { slow: 'old', extra: 'extra' } });
  });

  it('leaves the last good one in force when it is broken or gone, and says why', async () => {
    await replaceFile('type Query { a: Int }');
    await gateway.reload();
    expect(await ask('{ name }')).toEqual({ data: { name: 'old' } });
    expect(logs.some((line) => line.includes('the last good one stays in force'))).toBe(true);
    await rm(file);
    await gateway.reload();
    expect(await ask('{ name }')).toEqual({ data: { name: 'old' } });
    await replaceFile(supergraphOf(fresh, true));
    await gateway.reload();
    expect(await ask('{ name }')).toEqual({ data: { name: 'fresh' } });
  });

  it('fails no request, however often it changes', async () => {
    const texts = [supergraphOf(old, true), supergraphOf(fresh, false)];
    const answers = new Set<string>();
    let isOver = false;
    let count = 0;
    const loads = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        answers.add(JSON.stringify(await ask('{ name slow(ms: 3) }')));
        count++;
      }
    });
    for (let change = 1; change <= 40; change++) {
      await writeFile(file, texts[change % 2] ?? '');
      await gateway.reload();
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    isOver = true;
    await Promise.all(loads);
    expect([...answers].sort()).toEqual(
      ['fresh', 'old'].map((name) => JSON.stringify({ data: { name, slow: name } })),
    );
    expect(count).toBeGreaterThan(100);
  });
});

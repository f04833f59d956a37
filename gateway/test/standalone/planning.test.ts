import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createLogger } from '@ai-collective/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/standalone/options.js';
import { startStandalone, type Standalone } from '../../src/standalone/startStandalone.js';
import { endlessSupergraph } from '../engine/planning/endlessSupergraph.js';
import { serveSubgraph, type ServedSubgraph } from './servedSubgraph.js';

let folder: string;
let file: string;
let subgraph: ServedSubgraph;
let gateway: Standalone;
let text: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aic-planning-'));
  file = path.join(folder, 'supergraph.graphql');
  subgraph = await serveSubgraph({
    sdl: 'type Query { steps: [Step!]! } type Step @key(fields: "id") { id: ID! a0: Int! }',
    resolvers: { Query: { steps: () => [{ id: '1', a0: 1 }] } },
  });
  text = endlessSupergraph.replace('http://a.invalid/graphql', subgraph.url);
  await writeFile(file, text);
  const options = readOptions(['--supergraph', file, '--port', '0'], { PLANNING_TIMEOUT_MS: '2000' });
  if (options === 'help') throw new Error('unexpected');
  gateway = await startStandalone(options, createLogger({ service: 'gateway', level: 'silent' }));
});
afterEach(async () => {
  await gateway.close();
  await subgraph.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Process ids of the planners of this process that have not ended. */
function planners(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [state, parent] = fileOf(`${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
      const isPlanner = fileOf(`${pid}/cmdline`).includes('planning/process/main.js');
      return isPlanner && parent === String(process.pid) && state !== 'Z';
    })
    .map(Number);
}

function fileOf(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return '';
  }
}

const good = (n: number) => `{ steps { x${n}: a0 } }`;
const answer = (n: number) => ({ data: { steps: [{ [`x${n}`]: 1 }] } });
const refused = { errors: [{ extensions: { code: 'OPERATION_NOT_PLANNABLE' } }] };

/** How many were refused because planning took too long; all others were answered, in order of their number from 1. */
async function refusalsIn(asked: readonly Promise<unknown>[]): Promise<number> {
  const told = await Promise.all(asked);
  const unanswered = told.filter((each, index) => !isDeepStrictEqual(each, answer(index + 1)));
  for (const each of unanswered) expect(each).toMatchObject(refused);
  return unanswered.length;
}

describe('a gateway that plans in a process of its own', () => {
  it('goes on with another when that one stands still, and answers what it has planned already meanwhile', async () => {
    expect(await ask(good(0))).toEqual(answer(0));
    const [still = 0] = planners();
    process.kill(still, 'SIGSTOP');
    const unplanned = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ask(good(n)));
    for (let n = 0; n < 20; n++) expect(await ask(good(0))).toEqual(answer(0));
    expect(await refusalsIn(unplanned)).toBeGreaterThan(0);
    expect(await ask(good(9))).toEqual(answer(9));
    expect(planners()).toHaveLength(1);
    expect(planners()).not.toContain(still);
  });

  it('answers on when its planner ends', async () => {
    for (const pid of planners()) process.kill(pid, 'SIGKILL');
    expect(await ask(good(1))).toEqual(answer(1));
    expect(planners()).toHaveLength(1);
  });

  it('plans over the supergraph that took the place of another, in the same process', async () => {
    const [before] = planners();
    await writeFile(`${file}.new`, text.replaceAll('a0', 'renamed'));
    await rename(`${file}.new`, file);
    await expect.poll(() => ask('{ steps { renamed } }')).not.toHaveProperty('errors.0.locations');
    expect(planners()).toEqual([before]);
  });

  it('leaves no planner behind when it closes', async () => {
    expect(planners()).toHaveLength(1);
    await gateway.close();
    await expect.poll(planners).toEqual([]);
  });
});

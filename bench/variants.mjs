// What supergraph variants cost, and whether they give it back: memory of fifty engines over the platform's own supergraph,
// of a thousand operations, and after a thousand reloads of the platform under load, with a community's variant on top.
// Subgraphs are answered in this process, so that nothing but engines and operations takes memory.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  composeSupergraph,
  createEngine,
  engineBytes,
  InMemoryVariantSource,
  SupergraphVariants,
} from '@ai-collective/gateway';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

const root = path.resolve(import.meta.dirname, '..');
const names = ['identity', 'compute', 'storage', 'governance'];
const own = {
  name: 'ratings',
  url: 'https://ratings.example.com/graphql',
  sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
    type Query { best: [Job!] }
    type Job @key(fields: "id") { id: ID! stars: Int }`,
};
const operations = Array.from(
  { length: 40 },
  (_, n) => `query Q${n}($id: ID!) { job(id: $id) { id __typename } j${n}: job(id: "${n}") { id } }`,
);
const mostHeapGrowth = 5;
const mostRssGrowth = 30;

export async function bench({ quick, say }) {
  const reloads = quick ? 100 : 1_000;
  const platforms = await Promise.all([0, 1].map(platform));
  const single = await singleEngines(platforms[0].supergraphSdl);
  say(`one engine: ${single.heap} MB heap, ${single.rss} MB resident`);
  const reloading = await reload(platforms, reloads, say);
  const heapGrowth = round(reloading.after.heap - reloading.before.heap);
  const rssGrowth = round(reloading.after.rss - reloading.before.rss);
  return {
    title: `Supergraph variants: ${reloads} reloads under load`,
    rows: [
      { what: 'one engine over the platform, heap and external MB', value: single.heap },
      { what: 'one engine over the platform, resident MB', value: single.rss },
      { what: 'the same, as estimated, MB', value: single.estimated },
      { what: 'one operation with its plan, heap KB', value: single.operationHeap },
      { what: 'one operation with its plan, resident KB', value: single.operationRss },
      { what: 'the same, as estimated, KB', value: single.operationEstimated },
      { what: 'reload of the platform and one community, ms', value: reloading.ms },
      { what: 'longest compilation, warming included, ms', value: reloading.longest },
      { what: 'requests during reloads', value: reloading.requests },
      {
        what: `heap MB after ${reloading.settled} and after all reloads`,
        value: `${reloading.before.heap} → ${reloading.after.heap}`,
      },
      {
        what: `resident MB after ${reloading.settled} and after all reloads`,
        value: `${reloading.before.rss} → ${reloading.after.rss}`,
      },
    ],
    targets: [
      { name: 'failed requests', value: reloading.failed, target: 0, ok: reloading.failed === 0 },
      {
        name: 'heap growth MB',
        value: heapGrowth,
        target: `≤ ${mostHeapGrowth}`,
        ok: heapGrowth <= mostHeapGrowth,
      },
      {
        name: 'resident growth MB',
        value: rssGrowth,
        target: `≤ ${mostRssGrowth}`,
        ok: rssGrowth <= mostRssGrowth,
      },
    ],
  };
}

/** The platform's own schemas; every other version of them has one field more. */
async function platform(version) {
  const subgraphs = await Promise.all(
    names.map(async (name) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      sdl: await readFile(path.join(root, 'subgraphs', name, 'schema.graphql'), 'utf8'),
    })),
  );
  if (version === 1) subgraphs[0].sdl += '\nextend type Query { another: Int }';
  const composition = composeSupergraph(subgraphs);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  return { supergraphSdl: composition.supergraphSdl, subgraphs };
}

async function singleEngines(supergraph) {
  const make = () => createEngine({ supergraph, transport, operationCapacity: 2_000 });
  for (let n = 0; n < 10; n++) make();
  const before = await memory();
  const engines = Array.from({ length: 50 }, make);
  const after = await memory();
  const [engine] = engines;
  const count = 1_000;
  const text = (n) =>
    `query Q${n}($id: ID!) { job(id: $id) { id __typename } a${n}: job(id: "${n}") { id } }`;
  for (let n = 0; n < count; n++) await run(engine, text(n));
  const filled = await memory();
  const size = supergraph.length;
  return {
    heap: round((after.heap - before.heap) / 50),
    rss: round((after.rss - before.rss) / 50),
    estimated: round(engineBytes({ supergraph: size, operations: 0 }) / 1e6),
    operationHeap: round(((filled.heap - after.heap) * 1e3) / count),
    operationRss: round(((filled.rss - after.rss) * 1e3) / count),
    operationEstimated: round((engineBytes({ supergraph: 0, operations: text(500).length }) - 65_536) / 1e3),
    engines: engines.length,
  };
}

async function reload(platforms, reloads, say) {
  const source = new InMemoryVariantSource();
  source.set('com_a', { subgraphs: [own] });
  const variants = new SupergraphVariants({
    source,
    build: (supergraph) => ({
      engine: createEngine({ supergraph, transport }),
      operationCapacity: 1_000,
      close: () => Promise.resolve(),
    }),
    egress: { schemes: ['https'], ports: [443] },
    budgetBytes: 64e6,
    warmOperations: 40,
    warmMs: 1_000,
    waitMs: 10_000,
    log: { info() {}, warn() {}, error: (...line) => say(line) },
  });
  await variants.adopt(platforms[0]);
  await variants.engineFor('com_a');
  const load = { requests: 0, failed: 0, isOver: false };
  const loading = Promise.all(['com_a', 'com_b'].map((community) => keepAsking(variants, community, load)));
  const settled = Math.min(100, reloads / 2);
  let before;
  const began = performance.now();
  for (let n = 1; n <= reloads; n++) {
    const { swaps } = variants.stats();
    await variants.adopt(platforms[n % 2]);
    while (variants.stats().swaps < swaps + 2) await delay(1);
    if (n === settled) before = await memory();
    if (n % 100 === 0) say(`${n} reloads: ${JSON.stringify(await memory())}`);
  }
  const ms = round((performance.now() - began) / reloads);
  const after = await memory();
  load.isOver = true;
  await loading;
  const longest = round(variants.stats().compileMs.most);
  await variants.close();
  return { ...load, before, after, settled, ms, longest };
}

async function keepAsking(variants, community, load) {
  for (let n = 0; !load.isOver; n++) {
    try {
      const engine = await variants.engineFor(community);
      await run(engine, operations[n % operations.length]);
    } catch {
      load.failed++;
    }
    load.requests++;
    await (n % 10 === 0 ? delay(2) : nextTurn());
  }
}

async function run(engine, source) {
  const preparation = engine.prepare(source);
  if (!preparation.ok) throw new Error(preparation.errors[0].message);
  const { errors } = await engine.execute(preparation.operation, {
    variables: { id: '1' },
    context: undefined,
  });
  if (errors !== undefined) throw new Error(errors[0].message);
}

function transport() {
  return {
    fetch: async ({ query }) => ({ data: answerTo(query) }),
    subscribe: () => {
      throw new Error('there are no subscriptions here');
    },
  };
}

/** A job under each name it is asked for by. */
function answerTo(query) {
  const asked = [...query.matchAll(/(\w+)(?:\s*:\s*job)?\s*\(/g)].map(([, name]) => name);
  return Object.fromEntries(asked.map((name) => [name, { __typename: 'Job', id: '1' }]));
}

/** Memory in MB once everything that can be collected is. Retired engines live on for a moment. */
async function memory() {
  await delay(1_200);
  for (let n = 0; n < 4; n++) {
    gc();
    await delay(20);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: round((heapUsed + external) / 1e6), rss: round(rss / 1e6) };
}

function round(value) {
  return Math.round(value * 100) / 100;
}

// node bench/gateway/profile.mjs [NAME] [--seconds N] [--setting A|B] [--identities N] [--connections N] [--top N] [--keep FILE]: profiles our gateway,
// or the first contender whose name has NAME in it, under the benchmark's load, and prints where its time goes: by function, by
// file and by package.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Arena } from './Arena.mjs';
import { contenders } from './contenders.mjs';
import { kill } from './startProcess.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '8' },
    setting: { type: 'string', default: 'A' },
    connections: { type: 'string', default: '50' },
    top: { type: 'string', default: '40' },
    keep: { type: 'string' },
    identities: { type: 'string' },
  },
});
const root = path.resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
const file = values.keep ? path.resolve(values.keep) : path.join(folder, 'gateway.cpuprofile');
const identities = identitiesOf(values);
const work = { identities, connections: Number(values.connections) };
const wanted = positionals[0] ?? 'ours, alone';
const contender = contenders.find(({ name }) => name.includes(wanted));
if (contender === undefined) throw new Error(`There is no contender "${wanted}".`);
const arena = await Arena.open();
try {
  const preloaded = path.join(import.meta.dirname, 'profileOnSignal.mjs');
  const profiled = { NODE_OPTIONS: `--import ${preloaded}`, PROFILE: file };
  const env = (place) => ({ ...contender.env?.(place), ...profiled });
  const started = await arena.start({ ...contender, env });
  const { requests, ...figures } = await arena.measure(started, {
    ...work,
    leadInMs: 4_000,
    windowMs: 4_000,
  });
  console.log(`${contender.name} without the profiler, ${requests} requests:`, rounded(figures));
  kill(started.child, 'SIGUSR2');
  await arena.measure(started, { ...work, windowMs: Number(values.seconds) * 1_000 });
  kill(started.child, 'SIGUSR2');
  print(await written(file));
} finally {
  await arena.close();
}
process.exit();

/** In setting A each request has an identity of its own, unless there are some in turn. */
function identitiesOf({ setting, identities }) {
  if (identities !== undefined) return Number(identities);
  return setting === 'B' ? 1 : undefined;
}

/** The profile, once it is whole. */
async function written(name) {
  for (const until = performance.now() + 30_000; ;) {
    await sleep(200);
    try {
      return JSON.parse(await readFile(name, 'utf8'));
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}

function print({ nodes, samples, timeDeltas }) {
  const self = new Map(nodes.map(({ id }) => [id, 0]));
  samples.forEach((id, at) => self.set(id, self.get(id) + timeDeltas[at]));
  const busy = nodes.filter(({ callFrame }) => callFrame.functionName !== '(idle)');
  const total = busy.reduce((sum, { id }) => sum + self.get(id), 0);
  for (const [title, nameOf] of [
    ['by function', functionOf],
    ['by file', fileOf],
    ['by package', packageOf],
  ]) {
    const times = new Map();
    for (const { id, callFrame } of busy) {
      const name = nameOf(callFrame);
      times.set(name, (times.get(name) ?? 0) + self.get(id));
    }
    const sorted = [...times].sort(([, left], [, right]) => right - left).slice(0, Number(values.top));
    console.log(`\nself time ${title}, of ${(total / 1e6).toFixed(1)} s busy`);
    for (const [name, time] of sorted)
      console.log(`${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`);
  }
}

function functionOf(frame) {
  return `${frame.functionName || '(anonymous)'}  ${fileOf(frame)}:${frame.lineNumber + 1}`;
}

function fileOf({ url, functionName }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(built in)';
  return url.startsWith('file:') ? path.relative(root, fileURLToPath(url)) : url;
}

function packageOf(frame) {
  const file = fileOf(frame);
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (installed) return installed;
  if (file.startsWith('node:')) return 'node';
  return file.includes('/dist/') ? file.split('/').slice(0, -1).join('/') : file;
}

function rounded(figures) {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))]));
}

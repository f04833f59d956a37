// How even an agent's heart beats while its children read pictures without a pause, as the other end of its connection sees it: by
// how much the time between two heartbeats differs from what it is to be. The agent is as deployed; the dispatcher only hands out leases.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { contentId } from '@ai-collective/agent';
import {
  decodeAgentFrame,
  encodeFrame,
  executorSubprotocol,
  heartbeatMilliseconds,
  newId,
} from '@ai-collective/contracts';
import { ocrModelFiles } from '@ai-collective/local';

const agentFolder = path.resolve(import.meta.dirname, '../executors/agent');
const { WebSocketServer } = createRequire(import.meta.resolve('@ai-collective/agent'))('ws');
const { DeviceKey } = await import(`${agentFolder}/dist/identity/DeviceKey.js`);

const picture = path.join(agentFolder, 'test/pictures/one-line.png');
const wantedMs = 50;
const leasesAhead = 2;

export async function bench({ quick, say }) {
  const beats = quick ? 20 : 180;
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-bench-'));
  const storage = await serveFiles([picture, ...ocrModelFiles().map(({ file }) => file)]);
  const halfBusy = Math.max(1, Math.floor(availableParallelism() / 2));
  try {
    const contenders = [
      ['at rest', { cores: halfBusy, works: false }],
      [`${halfBusy} of ${availableParallelism()} cores busy`, { cores: halfBusy, works: true }],
      ['all cores busy', { cores: availableParallelism(), works: true }],
    ];
    const measured = [];
    for (const [name, settings] of contenders) {
      say(`measuring ${beats} heartbeats, ${name} …`);
      measured.push({ name, ...(await measure({ folder, storage, beats, ...settings })) });
    }
    return report(measured);
  } finally {
    storage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A stand-in for storage: each file by its CID. */
async function serveFiles(files) {
  const byCid = new Map();
  const cids = new Map();
  for (const file of files) {
    const { cid, bytes } = await contentId(createReadStream(file));
    byCid.set(`/${cid}`, file);
    cids.set(file, { cid, bytes });
  }
  const server = createServer((request, response) => {
    const file = byCid.get(request.url);
    if (file === undefined) response.writeHead(404).end();
    else createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const urlOf = (file) => `http://127.0.0.1:${server.address().port}/${cids.get(file).cid}`;
  return { of: (file) => ({ ...cids.get(file), url: urlOf(file) }), close: () => server.close() };
}

/** Runs an agent until so many of its heartbeats have come, and answers by how many milliseconds each was off. */
async function measure({ folder, storage, beats, cores, works }) {
  const dataDir = await mkdtemp(path.join(folder, 'agent-'));
  const { publicKey } = await DeviceKey.open(dataDir);
  const enrolment = { deviceId: newId('device'), fleetId: 'flt_bench', name: 'bench', publicKey };
  await writeFile(
    path.join(dataDir, 'device.json'),
    JSON.stringify({ ...enrolment, enrolledAt: new Date().toISOString() }),
  );
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: () => executorSubprotocol,
  });
  await once(server, 'listening');
  const device = listen(server, works ? leaseMaker(storage) : () => [], cores);
  const agent = fork(path.join(agentFolder, 'dist/main.js'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...{
        DISPATCHER_URL: `ws://127.0.0.1:${server.address().port}`,
        DATA_DIR: dataDir,
        DEVICE_USE: 'dedicated',
      },
      ...{ CORES: String(cores), PORT: '0', LOG_LEVEL: 'error', PATH: process.env.PATH },
    },
  });
  try {
    // The model has to be fetched and loaded first.
    while (works && device.done < 5) await delay(50);
    device.beats.length = 0;
    const doneBefore = device.done;
    while (device.beats.length <= beats) await delay(100);
    return { off: offBy(device.beats), runs: device.done - doneBefore };
  } finally {
    agent.kill('SIGKILL');
    for (const client of server.clients) client.terminate();
    server.close();
  }
}

/** A dispatcher to one agent: lets it in, keeps it in work, and notes when its heart beats. */
function listen(server, makeLeases, cores) {
  const device = { beats: [], done: 0 };
  server.on('connection', (socket) => {
    const say = (frame) => socket.send(encodeFrame(frame));
    const give = (count) => {
      const leases = makeLeases(count);
      if (leases.length > 0) say({ type: 'lease', leases });
    };
    socket.on('message', (data) => {
      const at = performance.now();
      const frame = decodeAgentFrame(data);
      if (frame.type === 'hello') say({ type: 'challenge', nonce: 'bench' });
      if (frame.type === 'auth') say({ type: 'welcome', fleetId: 'flt_bench' });
      if (frame.type === 'capabilities') give(cores + leasesAhead);
      if (frame.type === 'heartbeat') device.beats.push(at);
      if (frame.type !== 'done') return;
      const failed = frame.results.find(({ outcome }) => outcome === 'FAILED');
      if (failed !== undefined) throw new Error(`a run failed: ${JSON.stringify(failed.failure)}`);
      device.done += frame.results.length;
      say({ type: 'settled', attemptIds: frame.results.map(({ attemptId }) => attemptId) });
      give(frame.results.length);
    });
  });
  return device;
}

function leaseMaker(storage) {
  const image = storage.of(picture);
  const artifacts = ocrModelFiles().map(({ role, file }) => ({ role, ...storage.of(file) }));
  return (count) =>
    Array.from({ length: count }, () => ({
      ...{ attemptId: newId('attempt'), taskId: newId('task'), jobId: 'job_bench', runner: 'ocr' },
      ...{ modelVersionId: 'mdv_bench', artifacts, input: { image: { type: 'blob', cid: image.cid } } },
      ...{ blobUrls: { [image.cid]: image.url }, outputUrl: 'http://127.0.0.1:9/', runtimeLimitMs: 60_000 },
      ...{ placement: { score: 0, reasons: [] }, traceparent: null },
    }));
}

/** Milliseconds by which the time between heartbeats was too long or too short. */
function offBy(beats) {
  return beats
    .slice(1)
    .map((at, index) => Math.abs(at - beats[index] - heartbeatMilliseconds))
    .sort((left, right) => left - right);
}

function report(measured) {
  const quantile = ({ off }, part) => off[Math.min(off.length - 1, Math.floor(part * off.length))];
  const text = (milliseconds) => milliseconds.toFixed(1);
  const rows = measured.map((each) => ({
    agent: each.name,
    heartbeats: each.off.length,
    'runs meanwhile': each.runs,
    'off by, p50 ms': text(quantile(each, 0.5)),
    'p99 ms': text(quantile(each, 0.99)),
    'most ms': text(each.off.at(-1)),
  }));
  const [, busy] = measured;
  const p99 = quantile(busy, 0.99);
  return {
    title: 'heartbeat: how even it is while models run, seen from the other end of the connection',
    rows,
    targets: [
      { name: `p99, ${busy.name}`, value: `${text(p99)} ms`, target: `< ${wantedMs} ms`, ok: p99 < wantedMs },
    ],
  };
}

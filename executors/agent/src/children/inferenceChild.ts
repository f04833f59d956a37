import { readFileSync } from 'node:fs';
import { failureOf } from '../failures/TaskFailed.js';
import { runners } from '../runners/registry.js';
import { type InputBlobs, oneCore } from '../runners/runner.js';
import { type ChildMessage, type RunRequest, runRequestSchema } from './childMessages.js';
import { ModelShelf } from './ModelShelf.js';
import { runItems, unforeseen } from './runItems.js';
import { refuseNetwork } from './refuseNetwork.js';

/** Models kept loaded at a time. */
const shelfPlaces = 4;

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
    send({ type: 'failed', id: request.id, failure: failureOf(error, unforeseen(error)) });
  }
}

async function run(request: RunRequest): Promise<ChildMessage> {
  const load = () => runners[request.runner].load(request.artifacts, oneCore);
  const model = await shelf.take(request.modelKey, load);
  const items = request.items.map(({ input, blobs }) => ({ input, blobs: readBlobs(blobs) }));
  send({ type: 'started', id: request.id });
  const [start, before] = [performance.now(), process.cpuUsage()];
  const { outcomes, manner } = await runItems(model, items);
  const { user, system } = process.cpuUsage(before);
  const [runMs, processorMs] = [performance.now() - start, (user + system) / 1_000];
  return { type: 'finished', id: request.id, outcomes, manner, runMs, processorMs };
}

/** This process has nothing else to do meanwhile, and a thread of the pool takes longer to wake than to read. */
function readBlobs(paths: RunRequest['items'][number]['blobs']): InputBlobs {
  return new Map(Object.entries(paths).map(([cid, path]) => [cid, readFileSync(path)]));
}

/** A parent that went in the middle of a run is no error here: its channel's end ends this process. */
function send(message: ChildMessage): void {
  process.send?.(message, undefined, {}, () => undefined);
}

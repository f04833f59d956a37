import { readFileSync } from 'node:fs';
import type { RunnerName } from '@ai-collective/contracts';
import { failureOf } from '../failures/TaskFailed.js';
import {
  type InputBlobs,
  type LoadedRunner,
  oneCore,
  type Runner,
  type RunnerItem,
} from '../runners/runner.js';
import { cpu } from '../rules/suitability.js';
import { type ChildMessage, type Compared, type RunRequest, runRequestSchema } from './childMessages.js';
import { compareAnswers } from './compareAnswers.js';
import { ModelShelf } from './ModelShelf.js';
import { runItems, unforeseen } from './runItems.js';

type Runners = Readonly<Record<RunnerName, Runner>>;

/** Models kept loaded at a time. */
const shelfPlaces = 4;

/** Makes this process an inference child: it runs what its parent asks for until the parent is gone. */
export function serveRuns(runners: Runners): void {
  const shelf = new ModelShelf(shelfPlaces);
  process.on('message', (message) => void answer(runRequestSchema.parse(message), { runners, shelf }));
  // The parent is gone: nobody will ask for a result.
  process.on('disconnect', () => process.exit(0));
  // A terminal's interrupt reaches the whole process group; the parent decides when a child ends.
  process.on('SIGINT', () => undefined);
}

interface Parts {
  readonly runners: Runners;
  readonly shelf: ModelShelf;
}

async function answer(request: RunRequest, parts: Parts): Promise<void> {
  try {
    const model = await takeOrFallBack(request, parts);
    const items = request.items.map(({ input, blobs }) => ({ input, blobs: readBlobs(blobs) }));
    send({ type: 'started', id: request.id });
    const { run, fellBack } = await runOrFallBack(request, { ...parts, ...model, items });
    send({ type: 'finished', id: request.id, ...run, fellBack });
    if (request.beside === null) return;
    const compared = await runBeside(request, { ...parts, items, run });
    send({ type: 'compared', id: request.id, compared });
  } catch (error) {
    send({ type: 'failed', id: request.id, failure: failureOf(error, unforeseen(error)) });
  }
}

interface Loaded extends Parts, Taken {
  readonly items: readonly RunnerItem[];
}

/** Tasks that fail on another provider are run again on cpu; what fails there too is nothing that the provider did. */
async function runOrFallBack(request: RunRequest, { model, items, fellBack, ...parts }: Loaded) {
  const run = await timed(() => runItems(model, items));
  if (request.provider === cpu || fellBack !== null || run.outcomes.every(isOutput)) return { run, fellBack };
  const onCpu = await timed(async () => runItems(await take(request, cpu, parts), items));
  const failed = run.outcomes.find((one, index) => !isOutput(one) && isOutput(onCpu.outcomes[index]));
  return {
    run: onCpu,
    fellBack: failed !== undefined && 'failure' in failed ? failed.failure.message : null,
  };
}

interface OnCpu extends Parts {
  readonly items: readonly RunnerItem[];
  readonly run: TimedRun;
}

/** The tasks have their answers: whatever goes wrong here is told of the provider. */
async function runBeside(request: RunRequest, { items, run, ...parts }: OnCpu): Promise<Compared> {
  try {
    const model = await take(request, request.beside ?? cpu, parts);
    return compareAnswers(run, await timed(() => runItems(model, items)));
  } catch (error) {
    return { unsuitable: `the model does not load: ${messageOf(error)}` };
  }
}

interface Taken {
  readonly model: LoadedRunner;
  readonly fellBack: string | null;
}

/** The model on the provider asked for; on cpu where it does not load there. */
async function takeOrFallBack(request: RunRequest, parts: Parts): Promise<Taken> {
  try {
    return { model: await take(request, request.provider, parts), fellBack: null };
  } catch (error) {
    if (request.provider === cpu) throw error;
    return { model: await take(request, cpu, parts), fellBack: messageOf(error) };
  }
}

function take(request: RunRequest, provider: string, { runners, shelf }: Parts): Promise<LoadedRunner> {
  const options = { ...oneCore, executionProviders: [provider] };
  return shelf.take(`${provider} ${request.modelKey}`, () =>
    runners[request.runner].load(request.artifacts, options),
  );
}

type ItemsRun = Awaited<ReturnType<typeof runItems>>;

type TimedRun = ItemsRun & { readonly runMs: number; readonly processorMs: number };

async function timed(work: () => Promise<ItemsRun>): Promise<TimedRun> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const { outcomes, manner } = await work();
  const { user, system } = process.cpuUsage(before);
  return { outcomes, manner, runMs: performance.now() - start, processorMs: (user + system) / 1_000 };
}

function isOutput(outcome: ItemsRun['outcomes'][number] | undefined): boolean {
  return outcome !== undefined && 'output' in outcome;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'unknown reason';
}

/** This process has nothing else to do meanwhile, and a thread of the pool takes longer to wake than to read. */
function readBlobs(paths: RunRequest['items'][number]['blobs']): InputBlobs {
  return new Map(Object.entries(paths).map(([cid, path]) => [cid, readFileSync(path)]));
}

/** A parent that went in the middle of a run is no error here: its channel's end ends this process. */
function send(message: ChildMessage): void {
  process.send?.(message, undefined, {}, () => undefined);
}

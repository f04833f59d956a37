import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { MalformedModel } from './MalformedModel.js';
import type { ModelFacts } from './ModelFacts.js';

/** The worker as it was built, wherever this file itself runs from. */
const workerPath = createRequire(import.meta.url).resolve('@ai-collective/compute/modelReaderWorker');

const timeLimitMs = 30_000;
const heapLimitMegabytes = 256;

type Answer = { readonly facts: ModelFacts } | { readonly malformed: string };

/**
 * Reads an ONNX file in a thread of its own, with a heap and a time of its own: a large or hostile file
 * neither blocks the event loop nor takes the service down.
 * @throws MalformedModel when the file is not an ONNX model, or cannot be read within these limits.
 */
export function readModelFile(path: string): Promise<ModelFacts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerPath, {
      workerData: { path },
      resourceLimits: { maxOldGenerationSizeMb: heapLimitMegabytes },
    });
    const timer = setTimeout(() => end(new MalformedModel('the file takes too long to read')), timeLimitMs);
    const end = (outcome: Error | ModelFacts): void => {
      clearTimeout(timer);
      void worker.terminate();
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    worker.once('message', (answer: Answer) =>
      end('facts' in answer ? answer.facts : new MalformedModel(answer.malformed)),
    );
    worker.once('error', (error: Error & { readonly code?: string }) =>
      end(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new MalformedModel('the file needs too much memory', { cause: error })
          : error,
      ),
    );
    worker.once('exit', (code) => end(new Error(`the model reader ended with code ${code}`)));
  });
}

import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { MalformedModel } from './MalformedModel.js';
import { readModel } from './readModel.js';

const { path } = z.object({ path: z.string() }).parse(workerData);

/** Reads the one model it was started for, and ends. */
function answer(): unknown {
  try {
    return { facts: readModel(readFileSync(path)) };
  } catch (error) {
    if (error instanceof MalformedModel) return { malformed: error.message };
    throw error;
  }
}

parentPort?.postMessage(answer());

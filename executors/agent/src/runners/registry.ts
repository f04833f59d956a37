import type { RunnerName } from '@ai-collective/contracts';
import { ocrRunner } from './ocr/ocrRunner.js';
import type { Runner } from './runner.js';
import { tensorRunner } from './tensor/tensorRunner.js';

/** Every runner this agent has. A new one is a file of its own and a line here. */
export const runners: Readonly<Record<RunnerName, Runner>> = {
  tensor: tensorRunner,
  ocr: ocrRunner,
};

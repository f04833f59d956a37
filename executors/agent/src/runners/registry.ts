import type { RunnerName } from '@ai-collective/contracts';
import { imageClassificationRunner } from './image/imageClassificationRunner.js';
import { ocrRunner } from './ocr/ocrRunner.js';
import type { Runner } from './runner.js';
import { textClassificationRunner } from './text/textClassificationRunner.js';
import { tensorRunner } from './tensor/tensorRunner.js';
import { voiceActivityRunner } from './voice/voiceActivityRunner.js';

/** Every runner this agent has. A new one is a file of its own and a line here. */
export const runners: Readonly<Record<RunnerName, Runner>> = {
  tensor: tensorRunner,
  ocr: ocrRunner,
  'voice-activity-detection': voiceActivityRunner,
  'image-classification': imageClassificationRunner,
  'text-classification': textClassificationRunner,
};

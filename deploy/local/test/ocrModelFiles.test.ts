import { existsSync } from 'node:fs';
import { runnerArtifacts } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { ocrModelFiles } from '../src/firstRun/ocrModelFiles.js';

it('names a file for all that the runner takes, the network for lines on their heads too', () => {
  const files = ocrModelFiles();
  expect(files.map(({ role }) => role).toSorted()).toEqual(Object.keys(runnerArtifacts.ocr).toSorted());
  expect(files.filter(({ file }) => !existsSync(file))).toEqual([]);
});

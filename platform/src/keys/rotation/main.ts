#!/usr/bin/env node
import { parseRotationOptions, usage } from './options.js';
import { runTask } from './runTask.js';

const now = Math.floor(Date.now() / 1_000);

try {
  const options = parseRotationOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(usage);
  else
    for (const file of options.files)
      for (const line of await runTask(options.task, file, now)) process.stdout.write(`${line}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'It failed.'}\n`);
  process.exitCode = 1;
}

#!/usr/bin/env node
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from './describe.js';
import { launcherConfig } from './options/config.js';
import { parseOptions, usage, UsageError } from './options/parseOptions.js';
import { runStart } from './runStart.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  const options = parseOptions(process.argv.slice(2), process.cwd());
  if (options.help) print(usage);
  else await runStart({ root, options, config: launcherConfig(), print, say, signal: stopping.signal });
  process.exit(stopping.signal.aborted && options.once ? 130 : 0);
} catch (error) {
  say(describeError(error));
  if (error instanceof UsageError) say(`\n${usage}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

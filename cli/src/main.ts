#!/usr/bin/env node
import { cliEnvironment } from './config.js';
import { runCli } from './runCli.js';
import { Terminal } from './terminal/Terminal.js';

const interrupted = new AbortController();
process.once('SIGINT', () => {
  interrupted.abort();
  process.once('SIGINT', () => process.exit(130));
});

process.exitCode = await runCli(process.argv.slice(2), {
  environment: cliEnvironment(),
  terminal: new Terminal({ in: process.stdin, out: process.stdout, err: process.stderr }),
  width: process.stdout.isTTY ? process.stdout.columns : 100,
  signal: interrupted.signal,
});
process.exit();

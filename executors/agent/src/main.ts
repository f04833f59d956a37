#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { readConfig } from './config.js';
import { createLogger } from './createLogger.js';
import { runJoin } from './join/runJoin.js';
import { agentCommand, type JoinWish, type LeaveWish } from './join/agentCommand.js';
import { runLeave } from './leave/runLeave.js';
import { startAgent } from './startAgent.js';
import { usage } from './usage.js';

/** Ends the process if stopping hangs. */
const stopMarginMs = 5_000;

async function main(): Promise<void> {
  const command = agentCommand(process.argv.slice(2));
  switch (command.kind) {
    case 'start':
      return start();
    case 'join':
      process.exitCode = await join(command.wish);
      return;
    case 'leave':
      process.exitCode = await leave(command.wish);
      return;
    case 'help':
      process.stdout.write(usage);
      return;
    case 'unclear':
      process.stderr.write(`${command.problem}\n\n${usage}`);
      process.exitCode = 2;
  }
}

function join(wish: JoinWish): Promise<number> {
  return runJoin({ config: readConfig(), wish, signal: interruption(), say });
}

async function leave(wish: LeaveWish): Promise<number> {
  const signal = interruption();
  const terminal = process.stdin.isTTY ? createInterface(process.stdin, process.stdout) : null;
  const ask = terminal && ((question: string) => terminal.question(question, { signal }));
  try {
    return await runLeave({ config: readConfig(), wish, signal, say, ask });
  } finally {
    terminal?.close();
  }
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function say(text: string): void {
  process.stdout.write(text);
}

async function start(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.logLevel);
  const childEntry = new URL('./children/inferenceChild.js', import.meta.url);
  const probeEntry = new URL('./providers/providerProbe.js', import.meta.url);
  const agent = await startAgent({ ...config, childEntry, probeEntry, log });
  log.info({ deviceId: agent.deviceId, port: agent.statusPort, cores: config.cores }, 'agent started');
  const stop = (reason: string): void => {
    log.info({ reason }, 'agent stopping');
    setTimeout(() => process.exit(1), config.drainMs + stopMarginMs).unref();
    void agent.stop().then(() => process.exit(0));
  };
  void agent.left.then(() => stop('the device left its fleet'));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', () => stop('the parent process ended'));
  process.send?.({ type: 'ready' });
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
});

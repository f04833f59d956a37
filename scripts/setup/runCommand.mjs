import { spawn } from 'node:child_process';
import { explainFailure } from './explainFailure.mjs';
import { SetupError } from './SetupError.mjs';

const keptCharacters = 256 * 1024;

/** Process groups under way, to be ended when setup itself is told to stop. @type {Set<number>} */
const running = new Set();

/** Ends every command under way and what it started. */
export function stopCommands() {
  for (const pid of running) endGroup(pid);
}

/**
 * Runs a command to its end and returns what it printed.
 * @param {readonly [string, ...string[]]} command program and arguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, timeoutMs: number, advice: string }} options
 * @returns {Promise<string>}
 * @throws {SetupError} when it fails, cannot be started, or takes longer than `timeoutMs`
 */
export async function runCommand(command, { cwd, env = process.env, timeoutMs, advice }) {
  const { code, output, timedOut } = await runToEnd(command, { cwd, env, timeoutMs });
  if (code === 0) return output;
  const known = explainFailure(output, advice);
  const what = `\`${command.map(shorten).join(' ')}\``;
  const how = timedOut ? `${what} took longer than ${timeoutMs / 60_000} minutes` : `${what} failed`;
  throw new SetupError(known.message === '' ? how : `${how}: ${known.message}`, known.advice, output);
}

/**
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, timeoutMs: number }} options
 * @returns {Promise<{ code: number | null, output: string, timedOut: boolean }>}
 */
function runToEnd([program, ...args], { cwd, env, timeoutMs }) {
  return new Promise((resolve) => {
    // Its own process group, so that a compiler started by make started by node-gyp ends with it.
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let timedOut = false;
    const keep = (/** @type {Buffer} */ chunk) =>
      (output = (output + chunk.toString()).slice(-keptCharacters));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    if (child.pid !== undefined) running.add(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) endGroup(child.pid);
    }, timeoutMs);
    const settle = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      settle(null);
    });
    child.on('close', settle);
  });
}

/** @param {number} pid */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/** @param {string} word */
function shorten(word) {
  return word.startsWith('/') ? (word.split('/').pop() ?? word) : word;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Everything that was started and has not ended: nothing may outlive the benchmark. */
const running = new Set();

process.on('exit', () => running.forEach((child) => kill(child)));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/**
 * Starts a program on one core (0 is the gateway's, 1 everybody else's), in a process group of its own, with the environment of
 * production. With `ipc` it is a Node program that can be asked questions.
 */
export function startProcess(core, [command, ...words], { env = {}, cwd, ipc = false } = {}) {
  const child = spawn('taskset', ['-c', String(core), command, ...words], {
    cwd,
    detached: true,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.lastWords = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (child.lastWords = (child.lastWords + chunk).slice(-2_000)));
  return child;
}

/** Ends a process group, at first politely. */
export async function endProcess(child) {
  if (!running.has(child)) return;
  kill(child, 'SIGCONT');
  kill(child, 'SIGTERM');
  const timer = setTimeout(() => kill(child), 5_000);
  await once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
  clearTimeout(timer);
}

export function kill(child, signal = 'SIGKILL') {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Asks a process over IPC, and waits for the answer that has the question's id. Rejects when it ends or is late. */
export async function ask(child, question, milliseconds = 10_000) {
  const id = (child.questions = (child.questions ?? 0) + 1);
  const answer = message(child, (said) => said.id === id && 'report' in said, milliseconds);
  child.send({ id, ...question });
  return (await answer).report;
}

/** The first message that fits. Rejects when the process ends before, or when it takes too long. */
export function message(child, fits, milliseconds = 30_000) {
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('close', onExit);
      settle(value);
    };
    const fail = (why) => finish(reject, new Error(`${namesOf(child)} ${why}: ${child.lastWords}`));
    const onMessage = (said) => fits(said) && finish(resolve, said);
    const onExit = () => fail('ended');
    const timer = setTimeout(() => fail(`said nothing in ${milliseconds} ms`), milliseconds);
    child.on('message', onMessage).on('close', onExit);
  });
}

/** The words it was started with, files by their names only: what failed is recorded with the results. */
function namesOf({ spawnargs }) {
  return spawnargs
    .slice(3)
    .map((word) => path.basename(word))
    .join(' ');
}

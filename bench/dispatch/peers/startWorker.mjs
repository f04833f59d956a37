import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const limitMs = 600_000;

/** Starts a peer's worker in a process of its own, which says `ready`, and `done` when all its work is. */
export async function startWorker(script, work) {
  const child = fork(path.join(import.meta.dirname, script), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, WORK: JSON.stringify(work) },
  });
  await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
  const done = once(child, 'message', { signal: AbortSignal.timeout(limitMs) });
  done.catch(() => undefined);
  return {
    done: () => done,
    stop: async () => {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const answerMilliseconds = 60_000;

/** Starts a peer in a process of its own (its native libraries may be other versions of ours) and waits for it. */
export async function startPeer(script) {
  const child = fork(path.join(import.meta.dirname, script), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await answer(child);
  return {
    run: (work) => {
      const done = answer(child);
      child.send(work);
      return done;
    },
    stop: () => child.kill(),
  };
}

async function answer(child) {
  const [message] = await once(child, 'message', { signal: AbortSignal.timeout(answerMilliseconds) });
  return message;
}

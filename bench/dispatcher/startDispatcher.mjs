import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const main = path.resolve(import.meta.dirname, '../../executors/dispatcher/dist/main.js');
const startMs = 60_000;

/** A dispatcher as it is deployed, and what the system says of its process. Linux: reads /proc. */
export async function startDispatcher({ port, brokers }) {
  const child = fork(main, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PORT: String(port),
      KAFKA_BROKERS: brokers,
      CAPABILITY_SECRET: 'a secret for benchmarks, long enough',
      MAX_CONNECTIONS: '20000',
      LOG_LEVEL: 'error',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startMs;
  while (!(await isReady(url))) {
    if (Date.now() > deadline) throw new Error('the dispatcher is not ready');
    await delay(100);
  }
  return {
    url,
    stop: () => child.kill('SIGKILL'),
    status: async () => (await fetch(`${url}/status`)).json(),
    /** Bytes in memory. */
    residentBytes: () =>
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    /** Seconds of processor time so far. */
    processorSeconds: () => {
      const [, , ...fields] = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .split(') ')
        .at(-1)
        .split(' ')
        .map(Number);
      return (fields[9] + fields[10]) / 100;
    },
  };
}

async function isReady(url) {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

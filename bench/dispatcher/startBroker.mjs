import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';

const platform = path.dirname(createRequire(import.meta.url).resolve('@ai-collective/platform'));

/** The in-process broker of `npm start`, in a process of its own. */
export async function startBroker(port) {
  const child = fork(path.join(platform, 'kafka/broker/main.js'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PORT: String(port), LOG_LEVEL: 'error' },
  });
  await once(child, 'message');
  return { brokers: `127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') };
}

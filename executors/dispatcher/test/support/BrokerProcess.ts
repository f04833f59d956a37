import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const platform = dirname(createRequire(import.meta.url).resolve('@ai-collective/platform'));
const main = join(platform, 'kafka', 'broker', 'main.js');

/** The in-process broker in a process of its own, always on the same port. Killed, it forgets everything. */
export class BrokerProcess {
  #child: ChildProcess | undefined;

  constructor(private readonly port: number) {}

  get brokers(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves when it can be connected to. */
  async start(): Promise<void> {
    const child = fork(main, {
      stdio: 'ignore',
      env: { PORT: String(this.port), LOG_LEVEL: 'silent' },
    });
    this.#child = child;
    const [message] = (await once(child, 'message')) as [{ readonly type?: unknown }];
    if (message.type !== 'ready') throw new Error('the broker did not start');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

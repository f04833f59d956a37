import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { capabilitySecret } from './TestSystem.js';
import { until } from './until.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The dispatcher as it is deployed: a process of its own, that can be killed. */
export class DispatcherProcess {
  #child: ChildProcess | undefined;

  constructor(private readonly settings: { readonly port: number; readonly brokers: string }) {}

  get url(): string {
    return `http://127.0.0.1:${this.settings.port}`;
  }

  async start(): Promise<void> {
    this.#child = fork(main, {
      stdio: 'ignore',
      env: {
        PORT: String(this.settings.port),
        KAFKA_BROKERS: this.settings.brokers,
        CAPABILITY_SECRET: capabilitySecret,
        LOG_LEVEL: 'silent',
      },
    });
    await until('the dispatcher is ready', () => this.#isReady(), 40_000);
  }

  /** Ends it as `kill -9` or as an operator would; resolves with its exit code when it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return null;
    const exit = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await exit)[0];
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}

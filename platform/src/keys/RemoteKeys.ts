import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { ReadinessCheck } from '../http/healthRoutes.js';
import type { Logger } from '../telemetry/createLogger.js';
import { isAccepted } from './keySchedule.js';
import type { VerificationKeys } from './VerificationKeys.js';
import { readVerificationKeys, type VerificationKeyMap } from './verificationKey.js';

export interface RemoteKeysSettings {
  /** Where the keys are published. */
  readonly url: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Pause between two questions, ms. Default: five seconds. */
  readonly everyMs?: number;
  /** Least time between two questions for tokens of unknown keys, ms. Default: a second. */
  readonly refreshGapMs?: number;
  /** Unix seconds. */
  readonly clockSeconds?: () => number;
}

const answerMs = 2_000;
const answerBytes = 65_536;
/** While nothing is known at all, it is asked for more often. */
const firstGapMs = 250;
/** Most that wait for a refresh; others are told at once what is known. */
const mostWaiting = 1_000;

/**
 * Keys that somebody publishes. They are asked for again and again; what is not among the latest is not accepted any more.
 * While no good answer comes, the last one stays in force, and readiness says so.
 */
export class RemoteKeys implements VerificationKeys {
  readonly #settings: Required<RemoteKeysSettings>;
  readonly #agent = new Agent({ connections: 1, maxResponseSize: answerBytes });
  readonly #ended = new AbortController();
  #known: VerificationKeyMap = new Map();
  #text = '';
  #problem: string | undefined = 'not asked yet';
  #answeredAt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** A question to come, which everybody with an unknown key shares. */
  #next: Promise<void> | undefined;
  #waiting = 0;

  constructor(settings: RemoteKeysSettings) {
    this.#settings = {
      everyMs: 5_000,
      refreshGapMs: 1_000,
      clockSeconds: () => Date.now() / 1_000,
      ...settings,
    };
    void this.#follow();
  }

  get known(): VerificationKeyMap {
    return this.#known;
  }

  /** Ready as long as some key is accepted, however old the last answer is. */
  get readiness(): ReadinessCheck {
    const { clockSeconds } = this.#settings;
    return {
      name: 'passport-keys',
      check: () => {
        const keys = [...this.#known.values()];
        if (!keys.some((key) => isAccepted(key, clockSeconds()))) throw new Error('no keys are known');
      },
      remark: () =>
        this.#problem &&
        `not heard of for ${Math.round(clockSeconds() - this.#answeredAt)} s; the last ones stay in force`,
    };
  }

  async refresh(): Promise<void> {
    if (this.#waiting >= mostWaiting || this.#ended.signal.aborted) return;
    this.#waiting += 1;
    this.#next ??= this.#askLater();
    await this.#next.finally(() => (this.#waiting -= 1));
  }

  /** Resolves when the first good answer is there, or after some milliseconds without. */
  async untilKnown(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (this.#known.size === 0 && performance.now() < until) await this.#pause(firstGapMs / 5);
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#agent.destroy();
  }

  async #follow(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await this.#ask();
      await this.#pause(this.#known.size === 0 ? firstGapMs : this.#settings.everyMs);
    }
  }

  async #askLater(): Promise<void> {
    await this.#pause(Math.max(0, this.#askedAt + this.#settings.refreshGapMs - performance.now()));
    // Whoever comes from now on waits for another question: the answer to this one may not know of their key.
    this.#next = undefined;
    await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#askedAt = performance.now();
    try {
      this.#take(await this.#fetch());
      if (this.#problem !== undefined) this.#settings.log.info('the keys of passports are known');
      this.#problem = undefined;
      this.#answeredAt = this.#settings.clockSeconds();
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unknown';
      if (problem !== this.#problem && !this.#ended.signal.aborted)
        this.#settings.log.warn(
          { err: error, url: this.#settings.url },
          'the keys of passports cannot be read',
        );
      this.#problem = problem;
    }
  }

  async #fetch(): Promise<string> {
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(answerMs)]);
    const { statusCode, body } = await request(this.#settings.url, { dispatcher: this.#agent, signal });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
    return text;
  }

  #take(text: string): void {
    if (text === this.#text) return;
    this.#known = readVerificationKeys(JSON.parse(text));
    this.#text = text;
  }

  async #pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { ref: false, signal: this.#ended.signal }).catch(() => undefined);
  }
}

import type { Logger } from 'pino';
import type { Observer } from '../observations/observerFor.js';
import { mayRun, type Observations, type PauseCause, type RunVerdict } from '../rules/consent/mayRun.js';
import type { Consent } from './Consent.js';
import type { PreferenceFile } from './PreferenceFile.js';

interface PermissionParts {
  readonly consent: Consent;
  readonly preferences: PreferenceFile;
  readonly observer: Observer;
  readonly log: Logger;
}

const unobserved: Observations = {
  power: 'unknown',
  idle: 'unknown',
  temperature: 'unknown',
  metered: 'unknown',
};

/** How soon the end of a pause or of the hours is noticed. */
const tickMs = 1_000;

/** Whether the device may work now, by its owner's word, by the preferences, and by how it is used. */
export class Permission {
  readonly #parts: PermissionParts;
  readonly #tick: NodeJS.Timeout;
  #observations = unobserved;
  #observing: NodeJS.Timeout | undefined;
  #verdict: RunVerdict = { runs: true };
  #told: string | null | undefined = null;
  #listener: () => void = () => undefined;
  #closed = false;

  private constructor(parts: PermissionParts) {
    this.#parts = parts;
    // Looking on is no reason for a process to stay: one that could not start ends.
    this.#tick = setInterval(() => this.#decide(), tickMs).unref();
    parts.consent.onChange(() => this.#decide());
    parts.preferences.onChange(() => {
      this.#told = undefined;
      this.#decide();
    });
  }

  /** Observes the device once, and goes on observing it. */
  static async open(parts: PermissionParts): Promise<Permission> {
    const permission = new Permission(parts);
    await permission.#observe();
    return permission;
  }

  /** Why no work is done, in words; null when it is. */
  get paused(): string | null {
    return this.#parts.consent.paused ?? (this.#verdict.runs ? null : this.#verdict.reason);
  }

  /** All the reasons. */
  get reasons(): readonly string[] {
    const { paused } = this.#parts.consent;
    const others = this.#verdict.runs ? [] : this.#verdict.pauses.map(({ reason }) => reason);
    return paused === null ? others : [paused, ...others];
  }

  get observations(): Observations {
    return this.#observations;
  }

  /** Calls back when {@link paused} has changed, and when the preferences have. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#tick);
    clearTimeout(this.#observing);
  }

  async #observe(): Promise<void> {
    const { observer, log } = this.#parts;
    try {
      this.#observations = await observer.observe();
    } catch (error) {
      this.#observations = unobserved;
      log.warn({ err: error }, 'the device could not be observed');
    }
    if (this.#closed) return;
    this.#decide();
    this.#observing = setTimeout(() => void this.#observe(), observer.everyMs).unref();
  }

  #decide(): void {
    const now = new Date();
    const pausedBy = new Set<PauseCause>(
      this.#verdict.runs ? [] : this.#verdict.pauses.map(({ cause }) => cause),
    );
    const moment = { weekday: now.getDay(), minutes: now.getHours() * 60 + now.getMinutes(), pausedBy };
    this.#verdict = mayRun(this.#parts.preferences.current, this.#observations, moment);
    if (this.paused === this.#told) return;
    this.#told = this.paused;
    this.#listener();
  }
}

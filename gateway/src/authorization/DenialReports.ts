import { deniedFieldsLimit, denialsLimit, type Denial } from '@ai-collective/contracts';
import type { Logger } from '@ai-collective/platform/runtime';
import type { RequestContext } from '../forwarding/RequestContext.js';

export interface DenialReportSettings {
  /** Hands denials over, for the audit log. */
  readonly send: (denials: readonly Denial[]) => Promise<unknown>;
  readonly log: Logger;
  /** Pause between reports, ms. Default: a second. */
  readonly everyMs?: number;
}

/** Most different denials that wait; further ones are counted and only logged. */
const capacity = 1_024;
const reportMs = 1_000;

/**
 * Collects what the gateway denied to people and programs of communities, and hands it over for their audit logs: such
 * denials reach no subgraph that would. The same denial is reported once a second at most, with how often it was.
 * Those who did not sign in are left out, as subgraphs do: anybody could fill a log that only grows.
 */
export class DenialReports {
  readonly #settings: DenialReportSettings;
  readonly #timer: NodeJS.Timeout;
  #waiting = new Map<string, Denial>();
  #lost = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(settings: DenialReportSettings) {
    this.#settings = settings;
    this.#timer = setInterval(() => void this.#report(), settings.everyMs ?? reportMs).unref();
  }

  note(
    { principal: { sub, kind, community }, traceparent }: RequestContext,
    coordinates: readonly string[],
  ): void {
    if (kind === 'ANONYMOUS' || community === '') return;
    const fields = coordinates.slice(0, deniedFieldsLimit).map((each) => each.slice(0, 200));
    this.#add({ subject: sub, kind, community, fields, times: 1, traceparent });
  }

  /** Reports what waits and collects no more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#report();
  }

  #add(denial: Denial): void {
    const { subject, community, fields } = denial;
    const key = JSON.stringify([subject, community, fields]);
    const known = this.#waiting.get(key);
    if (known === undefined && this.#waiting.size >= capacity) this.#lost += denial.times;
    else this.#waiting.set(key, known ? { ...known, times: known.times + denial.times } : denial);
  }

  #report(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  /** What cannot be handed over waits for the next time. */
  async #send(): Promise<void> {
    const { send, log } = this.#settings;
    const denials = [...this.#waiting.values()];
    if (this.#lost > 0) log.warn({ count: this.#lost }, 'denials were not reported: too many wait');
    this.#lost = 0;
    this.#waiting = new Map();
    for (let from = 0; from < denials.length; from += denialsLimit) {
      try {
        await send(denials.slice(from, from + denialsLimit));
      } catch (error) {
        log.warn({ err: error, count: denials.length - from }, 'denials could not be reported');
        for (const denial of denials.slice(from)) this.#add(denial);
        return;
      }
    }
  }
}

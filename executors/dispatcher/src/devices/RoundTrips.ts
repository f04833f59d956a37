import { randomBytes } from 'node:crypto';
import { smoothedRoundTrip } from '../rules/smoothedRoundTrip.js';

/**
 * Measures how long a peer takes to answer pings. One ping is under way at a time, and only the answer that repeats its random
 * payload counts: nobody seems nearer by answering what was not asked.
 */
export class RoundTrips {
  #asked: { readonly payload: Buffer; readonly at: number } | null = null;
  #smoothedMs: number | null = null;

  /** Smoothed, in milliseconds; null before the first answer. */
  get smoothedMs(): number | null {
    return this.#smoothedMs;
  }

  /** The payload of the next ping. `now` in milliseconds of any steady clock. */
  ask(now: number): Buffer {
    this.#asked = { payload: randomBytes(8), at: now };
    return this.#asked.payload;
  }

  answered(payload: Buffer, now: number): void {
    if (this.#asked?.payload.equals(payload) !== true) return;
    this.#smoothedMs = smoothedRoundTrip(this.#smoothedMs, Math.max(0, now - this.#asked.at));
    this.#asked = null;
  }
}

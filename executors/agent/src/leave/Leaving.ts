import type { Halt } from '../leases/Halt.js';
import { departureText } from '../rules/departureText.js';
import { leaveFleet, type LeaveSettings, type LeaveTerms } from './leaveFleet.js';

interface LeavingParts extends Pick<LeaveSettings, 'dataDir' | 'gatewayUrl'> {
  readonly halt: Pick<Halt, 'begin' | 'end'>;
  /** Ends everything that needs the device's key or its cache. Done again, it does nothing. */
  close(): void;
}

/** Longest time for the gateway to answer. */
const answerLimitMs = 30_000;

/** Has an agent that runs leave its fleet. */
export class Leaving {
  readonly #parts: LeavingParts;
  #running: Promise<string> | null = null;
  /** From then on there is no way back. */
  #hasTold = false;
  #announce: () => void = () => undefined;
  /** Settled when the device has left and its owner was told. */
  readonly left = new Promise<void>((resolve) => {
    this.#announce = resolve;
  });

  constructor(parts: LeavingParts) {
    this.#parts = parts;
  }

  /**
   * Finishes, leaves, and answers what to tell the owner; whoever asks meanwhile gets the same answer. Rejects as {@link leaveFleet}
   * does, and goes on working as before when the community could not be told.
   */
  start(terms: LeaveTerms): Promise<string> {
    this.#running ??= this.#leave(terms).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Whoever asked has been answered. */
  finish(): void {
    this.#announce();
  }

  async #leave(terms: LeaveTerms): Promise<string> {
    const { dataDir, gatewayUrl, halt, close } = this.#parts;
    const onTold = (): void => {
      this.#hasTold = true;
      close();
    };
    await halt.begin();
    try {
      const signal = AbortSignal.timeout(answerLimitMs);
      return departureText(await leaveFleet({ dataDir, gatewayUrl, terms, signal, onTold }));
    } catch (error) {
      if (!this.#hasTold) halt.end();
      throw error;
    }
  }
}

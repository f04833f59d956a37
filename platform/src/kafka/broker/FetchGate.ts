import type { Arrivals } from './Arrivals.js';
import { foundNothing } from './foundNothing.js';
import { fetchWaitOffset, type RequestHeader } from './kafkaRequest.js';

/** What the mock waits itself when it finds nothing, in milliseconds. Not nothing: that would let a client spin. */
const brokerWaitMs = 1;

interface Fetch {
  readonly bytes: number;
  readonly apiVersion: number;
  /** Writes there had been when it was sent. */
  readonly arrivals: number;
  foundNothing: boolean;
}

/**
 * Holds back what one client need not ask again yet. The mock answers a Fetch that found nothing only when its wait is
 * over, whatever arrives meanwhile. So it is told to wait hardly at all; and a Fetch that follows one that found nothing
 * is kept here until something is written, or until its own wait is over. Messages are fetched as soon as they are
 * written, and an idle client asks no more often than of any other broker.
 */
export class FetchGate {
  #last: Fetch | undefined;
  #cancel: () => void = () => undefined;

  constructor(
    private readonly arrivals: Arrivals,
    private readonly forward: (frame: Buffer) => void,
  ) {}

  /** Forwards a Fetch, now or later, with its wait shortened in place. */
  pass(frame: Buffer, { apiVersion }: RequestHeader): void {
    const waitAt = fetchWaitOffset(frame, apiVersion);
    const waitMs = frame.readInt32BE(waitAt);
    frame.writeInt32BE(Math.min(waitMs, brokerWaitMs), waitAt);
    const send = (): void => {
      const { count } = this.arrivals;
      this.#last = { bytes: frame.length, apiVersion, arrivals: count, foundNothing: false };
      this.forward(frame);
    };
    if (!this.#wouldFindNothing(frame)) {
      send();
      return;
    }
    // An id is 16 random bytes: found among a request's, it is there as an id.
    this.#cancel = this.arrivals.await(waitMs, { wants: (topicId) => frame.includes(topicId), wake: send });
  }

  /** Takes the answer to the last Fetch. */
  answered(frame: Buffer): void {
    if (this.#last !== undefined) this.#last.foundNothing = foundNothing(frame, this.#last.apiVersion);
  }

  /** Forgets what is held back. */
  close(): void {
    this.#cancel();
  }

  /** One of another length asks for other partitions. */
  #wouldFindNothing(frame: Buffer): boolean {
    const last = this.#last;
    return (
      last?.foundNothing === true && last.arrivals === this.arrivals.count && last.bytes === frame.length
    );
  }
}

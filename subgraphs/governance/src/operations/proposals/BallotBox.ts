import { setTimeout as delay } from 'node:timers/promises';
import type { VotePlace } from '../../entities/Ballot.js';
import type { Services } from '../Services.js';
import { castBallots, type CastOutcome, type WantedBallot } from './castBallots.js';

interface Waiting {
  readonly wanted: WantedBallot;
  readonly resolve: (outcome: CastOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** How long ballots are gathered: a transaction costs as much as some of them. */
const gatherMs = 4;
const mostTogether = 500;
const mostWaiting = 20_000;

/** Thrown when more ballots wait than can be kept. */
export class BallotBoxFullError extends Error {
  override readonly name = 'BallotBoxFullError';
}

/**
 * Ballots on their way into their chains, which only one transaction can add to at a time: those that come while one is written go
 * together in the next.
 */
export class BallotBox {
  readonly #queues = new Map<string, Waiting[]>();
  #waiting = 0;

  constructor(private readonly services: Services) {}

  /** Resolves when the ballot is durable, or was refused. @throws BallotBoxFullError */
  cast(place: VotePlace, wanted: WantedBallot): Promise<CastOutcome> {
    if (this.#waiting >= mostWaiting) throw new BallotBoxFullError('too many ballots wait to be written');
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const waiting = { wanted, resolve, reject };
      const key = `${place.tenantId} ${place.id}`;
      const queue = this.#queues.get(key);
      if (queue !== undefined) queue.push(waiting);
      else {
        this.#queues.set(key, [waiting]);
        void this.#empty(key, place);
      }
    });
  }

  async #empty(key: string, place: VotePlace): Promise<void> {
    for (;;) {
      await delay(gatherMs);
      const together = this.#queues.get(key)?.splice(0, mostTogether) ?? [];
      if (together.length === 0) {
        this.#queues.delete(key);
        return;
      }
      await this.#write(place, together);
      this.#waiting -= together.length;
    }
  }

  async #write(place: VotePlace, together: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await castBallots(
        this.services,
        place,
        together.map(({ wanted }) => wanted),
      );
      for (const [index, { resolve }] of together.entries())
        resolve(outcomes[index] ?? { ok: false, problem: { problem: 'NOT_FOUND' } });
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}

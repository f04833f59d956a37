import { setTimeout as delay } from 'node:timers/promises';
import { topics, type AttemptEvent } from '@ai-collective/contracts';
import {
  KafkaError,
  type KafkaProducer,
  type Logger,
  type OutgoingMessage,
} from '@ai-collective/platform/runtime';

/** PUBLISHED: the broker has it. REFUSED: it never will. GIVEN_UP: nobody took it for as long as we were willing to try. */
export type PublishOutcome = 'PUBLISHED' | 'REFUSED' | 'GIVEN_UP';

interface Waiting {
  readonly message: OutgoingMessage;
  readonly done: (outcome: PublishOutcome) => void;
}

type LeasedEvent = Extract<AttemptEvent, { type: 'leased' }>;

/** Word of a lease that waits for its result. */
interface HeldLease extends Waiting {
  readonly event: LeasedEvent;
  /** Milliseconds of the process's clock. */
  readonly since: number;
}

const batchSize = 500;
/**
 * How long word of a lease may wait, ms. Nobody waits for it, while the device is about to begin, perhaps on the same
 * machine; and when the result comes before, it tells of the lease, and both are one message and settled at once.
 */
const leasedPatienceMs = 250;

const firstRetryMs = 100;
const longestRetryMs = 5_000;

/** Publishes attempt events on `compute.results`, in order, in batches, trying again while there is no broker. */
export class EventPublisher {
  readonly #queue: Waiting[] = [];
  readonly #leases = new Map<string, HeldLease>();
  readonly #closing = new AbortController();
  #draining = false;
  #timer: NodeJS.Timeout | undefined;
  #pending = 0;

  constructor(
    private readonly producer: KafkaProducer,
    private readonly log: Logger,
    private readonly patienceMs = 600_000,
  ) {}

  /** Events not yet acknowledged. */
  get pending(): number {
    return this.#pending;
  }

  /** Resolves when the fate of the event is known. Never rejects. */
  async publish(event: AttemptEvent, traceparent: string | null = null): Promise<PublishOutcome> {
    this.#pending += 1;
    const outcome = await new Promise<PublishOutcome>((done) => {
      if (event.type === 'leased') this.#hold(event, { message: toMessage(event, traceparent), done });
      else this.#enqueueEnd(event, traceparent, done);
    });
    this.#pending -= 1;
    return outcome;
  }

  /** Gives up on what is not published. */
  close(): void {
    this.#closing.abort();
  }

  #hold(event: LeasedEvent, waiting: Waiting): void {
    this.#leases.set(event.attemptId, { ...waiting, event, since: performance.now() });
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#releaseLeases(), leasedPatienceMs);
  }

  /** Those that have waited long enough; of the others, the oldest says when to look again. */
  #releaseLeases(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [attemptId, { message, done, since }] of this.#leases) {
      const left = since + leasedPatienceMs - now;
      if (left > 1) {
        this.#timer = setTimeout(() => this.#releaseLeases(), left);
        break;
      }
      this.#leases.delete(attemptId);
      this.#queue.push({ message, done });
    }
    this.#wake();
  }

  #enqueueEnd(
    event: Exclude<AttemptEvent, LeasedEvent>,
    traceparent: string | null,
    done: Waiting['done'],
  ): void {
    const held = this.#leases.get(event.attemptId);
    this.#leases.delete(event.attemptId);
    const lease = held && { at: held.event.at, placement: held.event.placement };
    this.#queue.push({
      message: toMessage(lease === undefined ? event : { ...event, lease }, traceparent),
      done: (outcome) => {
        held?.done(outcome);
        done(outcome);
      },
    });
    this.#wake();
  }

  #wake(): void {
    if (!this.#draining && this.#queue.length > 0) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    // What comes within this turn of the event loop leaves together.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#sendAll(this.#queue.splice(0, batchSize));
    this.#draining = false;
  }

  async #sendAll(batch: readonly Waiting[]): Promise<void> {
    const outcome = await this.#tryUntilSent(batch);
    if (outcome === 'REFUSED' && batch.length > 1) for (const one of batch) await this.#sendAll([one]);
    else for (const { done } of batch) done(outcome);
  }

  async #tryUntilSent(batch: readonly Waiting[]): Promise<PublishOutcome> {
    const messages = batch.map(({ message }) => message);
    let waited = 0;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(2 * retryMs, longestRetryMs)) {
      if (this.#closing.signal.aborted) return 'GIVEN_UP';
      try {
        await this.producer.send(messages);
        return 'PUBLISHED';
      } catch (error) {
        if (error instanceof KafkaError && error.code === 'KAFKA_REJECTED') return 'REFUSED';
        if (waited >= this.patienceMs) return 'GIVEN_UP';
        this.log.warn(
          { err: error, events: messages.length, retryMs },
          'attempt events could not be published',
        );
      }
      await delay(retryMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      waited += retryMs;
    }
  }
}

function toMessage(event: AttemptEvent, traceparent: string | null): OutgoingMessage {
  return {
    topic: topics.results,
    key: event.taskId,
    value: Buffer.from(JSON.stringify(event)),
    ...(traceparent === null ? {} : { headers: { traceparent } }),
  };
}

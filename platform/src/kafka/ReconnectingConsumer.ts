import { setImmediate, setTimeout } from 'node:timers/promises';
import { BackOff } from './BackOff.js';
import { BatchQueue, type LeasedMessage } from './BatchQueue.js';
import { ConsumerSession } from './ConsumerSession.js';
import type { ConsumerOptions, KafkaConsumer } from './KafkaConsumer.js';
import { type Lease, partitionKey } from './Lease.js';
import type { NextOffset } from './message.js';
import { nextOffsets } from './nextOffsets.js';
import { withinTime } from './withinTime.js';

/**
 * After a batch of so many messages the next one waits so many milliseconds for more of them: each costs whoever handles it, and
 * its commit, some time whatever is in it. Where little happens, nothing waits.
 */
const fewestBusy = 8;
const gatherMs = 20;

/** Milliseconds a batch in hand may take when its partitions must go, and when the consumer closes. */
const leavingMs = 5_000;
const closingMs = 10_000;

/** A consumer that outlives its librdkafka client: after an outage a new one joins the group afresh. */
export class ReconnectingConsumer implements KafkaConsumer {
  readonly #queue: BatchQueue;
  readonly #closing = new AbortController();
  #interruption = new AbortController();
  #session: ConsumerSession | undefined;
  #inHand: Promise<void> = Promise.resolve();
  #paused = false;
  #connecting: Promise<void> = Promise.resolve();

  constructor(private readonly options: ConsumerOptions) {
    const { messages = 500, bytes = 4 * 1024 * 1024 } = options.maxBatch ?? {};
    this.#queue = new BatchQueue({ messages, bytes });
  }

  /** Begins to read; resolves when the first client is connected, while later ones follow by themselves. */
  async start(): Promise<void> {
    void this.#handleBatches();
    await new Promise<void>((resolve) => {
      this.#connecting = this.#keepConnected(resolve);
    });
  }

  async commit(offsets: readonly NextOffset[]): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const under = offsets.map((offset) => ({ offset, lease: session.leases.get(partitionKey(offset)) }));
    await session.committer.commit(() =>
      under
        .filter(({ offset, lease }) => lease && lease.state !== 'GONE' && offset.offset <= lease.handedTo)
        .map(({ offset }) => offset),
    );
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#queue.wake();
  }

  isReady(): boolean {
    return this.#session?.isReady() ?? false;
  }

  lag(): number {
    return this.#session?.lag() ?? 0;
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) {
      this.#closing.abort();
      this.#interrupt();
      this.#queue.wake();
      await withinTime(this.#inHand, closingMs);
      await this.#session?.close();
    }
    await this.#connecting;
  }

  async #keepConnected(onFirst: () => void): Promise<void> {
    const backOff = new BackOff({ firstMs: 100, maxMs: 1_000 });
    for (let failures = 0; !this.#closing.signal.aborted;) {
      const session = this.#newSession();
      try {
        await session.open();
        this.#session = session;
        backOff.reset();
        failures = 0;
        onFirst();
        const reason = await session.ended;
        this.options.log.info({ group: this.options.groupId, reason }, 'A Kafka consumer ended');
      } catch (error) {
        failures += 1;
        const level = failures === 1 ? 'warn' : 'debug';
        this.options.log[level]({ err: error, group: this.options.groupId }, 'Kafka cannot be read yet');
      }
      this.#session = undefined;
      await session.close();
      await backOff.wait(this.#closing.signal);
    }
    onFirst();
  }

  #newSession(): ConsumerSession {
    const session: ConsumerSession = new ConsumerSession(this.options, {
      onMessage: (leased) => {
        this.#queue.push(leased);
        if (this.#queue.isFull) session.pauseReading(true);
      },
      onLeaving: async () => {
        this.#forgetUnheld(session);
        await withinTime(this.#inHand, leavingMs);
      },
      onGone: (leases) => {
        this.#forgetUnheld(session);
        this.#tellRevoked(leases);
      },
    });
    return session;
  }

  #tellRevoked(leases: readonly Lease[]): void {
    if (this.#closing.signal.aborted) return;
    try {
      this.options.onRevoked?.(leases.map(({ topic, partition }) => ({ topic, partition })));
    } catch (error) {
      this.options.log.error({ err: error }, 'onRevoked failed');
    }
  }

  #forgetUnheld(session: ConsumerSession): void {
    this.#queue.dropUnheld();
    if (this.#queue.hasRoom) session.pauseReading(false);
    this.#interrupt();
  }

  /** Ends a wait between two tries, so that a batch whose partitions go is not tried again. */
  #interrupt(): void {
    this.#interruption.abort();
    this.#interruption = new AbortController();
  }

  async #handleBatches(): Promise<void> {
    let isBusy = false;
    while (!this.#closing.signal.aborted) {
      if (isBusy && this.#queue.hasRoom) await setTimeout(gatherMs);
      const batch = this.#paused ? [] : this.#queue.take();
      isBusy = batch.length >= fewestBusy;
      if (this.#queue.hasRoom) this.#session?.pauseReading(false);
      this.#inHand = batch.length > 0 ? this.#handleBatch(batch) : Promise.resolve();
      if (batch.length > 0) await this.#inHand;
      else await this.#arrival();
    }
  }

  /** Waits for a message and for those that came in the same breath, which make one batch. */
  async #arrival(): Promise<void> {
    await this.#queue.arrival();
    await setImmediate();
  }

  /** Hands one batch over until it is done with, or none of its partitions is held any more. */
  async #handleBatch(batch: readonly LeasedMessage[]): Promise<void> {
    const backOff = new BackOff({ firstMs: 100, maxMs: 5_000 });
    for (
      let current = batch.filter(isHeld);
      current.length > 0 && !this.#closing.signal.aborted;
      current = current.filter(isHeld)
    ) {
      const messages = current.map(({ message }) => message);
      for (const { lease, message } of current) lease.handedTo = message.offset + 1;
      try {
        await this.options.handle(messages, this);
      } catch (error) {
        this.options.log.error(
          { err: error, messages: messages.length },
          'A batch failed and is tried again',
        );
        await backOff.wait(this.#interruption.signal);
        continue;
      }
      for (const { lease, message } of current) lease.handledTo = message.offset + 1;
      if (this.#commitsAfterHandling()) await this.#commitHandled(current);
      return;
    }
  }

  #commitsAfterHandling(): boolean {
    return this.options.commit === 'after-handling' && !this.options.fromBeginning;
  }

  async #commitHandled(batch: readonly LeasedMessage[]): Promise<void> {
    const kept = batch.filter(({ lease }) => lease.state !== 'GONE').map(({ message }) => message);
    try {
      await this.commit(nextOffsets(kept));
    } catch (error) {
      // The next commit covers these offsets too; until then a restart delivers them again.
      this.options.log.warn({ err: error }, 'Offsets could not be committed');
    }
  }
}

function isHeld({ lease }: LeasedMessage): boolean {
  return lease.state === 'HELD';
}

import type { DeliveryReport, LibrdKafkaError } from 'node-rdkafka';
import { BackOff } from './BackOff.js';
import { deliveryError, isClientFailure, timedOut } from './deliveryError.js';
import { KafkaError } from './KafkaError.js';
import type { KafkaProducer, ProducerOptions } from './KafkaProducer.js';
import type { Acknowledgement, OutgoingMessage } from './message.js';
import type { ClientTrouble } from './observeClient.js';
import { type PendingMessage, pendingMessage } from './pendingMessage.js';
import { ProducerSession } from './ProducerSession.js';
import { queryWatermarks, type Watermarks } from './queryWatermarks.js';
import { withinTime } from './withinTime.js';

const connectTimeoutMs = 1_000;
const closeTimeoutMs = 5_000;
const sweepMs = 250;
/** librdkafka looks for expired messages once a second; ours expire after that, in case it never tells. */
const reportGraceMs = 2_000;
const maxWaitingSends = 1_000;

/**
 * A producer that outlives its librdkafka client: idempotence makes some errors of the broker fatal to the client
 * (a broker that lost its memory knows no sequence numbers), and then a new client writes what was not acknowledged.
 */
export class ReconnectingProducer implements KafkaProducer {
  #replacements = 0;
  readonly #timeoutMs: number;
  readonly #maxInFlight: number;
  readonly #pending = new Map<number, PendingMessage>();
  readonly #closing = new AbortController();
  readonly #sweep: NodeJS.Timeout;
  #session: ProducerSession | undefined;
  #unproduced: PendingMessage[] = [];
  #pumping: NodeJS.Timeout | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #waitingSends = 0;
  #onRoom: (() => void) | undefined;
  #nextId = 0;
  #reachable = false;

  constructor(private readonly options: ProducerOptions) {
    this.#timeoutMs = options.messageTimeoutMs ?? 10_000;
    this.#maxInFlight = options.maxInFlight ?? 20_000;
    this.#sweep = setInterval(() => this.#expire(Date.now()), sweepMs);
    this.#sweep.unref();
  }

  /** Connects, trying again for ever; resolves when connected or closed. */
  async open(): Promise<void> {
    const backOff = new BackOff({ firstMs: 100, maxMs: 1_000 });
    for (let tries = 1; !this.#closing.signal.aborted; tries += 1) {
      const session = this.#newSession();
      try {
        await session.connect(connectTimeoutMs);
        this.#adopt(session);
        return;
      } catch (error) {
        this.options.log[tries === 1 ? 'warn' : 'debug']({ err: error }, 'Kafka cannot be reached yet');
        await session.close(connectTimeoutMs);
        await backOff.wait(this.#closing.signal);
      }
    }
  }

  async send(messages: readonly OutgoingMessage[]): Promise<readonly Acknowledgement[]> {
    if (this.#closing.signal.aborted) throw new KafkaError('KAFKA_CLOSED', 'The producer was closed');
    if (this.#waitingSends >= maxWaitingSends) throw queueFull();
    this.#waitingSends += 1;
    const deadline = Date.now() + this.#timeoutMs;
    const turn = this.#lastTurn.then(() => this.#place(messages, deadline));
    this.#lastTurn = turn.catch(() => undefined);
    try {
      const placed = await turn;
      return await Promise.all(placed.map(({ acknowledged }) => acknowledged));
    } finally {
      this.#waitingSends -= 1;
    }
  }

  async watermarks(topic: string, partition: number): Promise<Watermarks> {
    const client = this.#session?.client;
    if (!client) throw new KafkaError('KAFKA_UNAVAILABLE', 'No broker is connected');
    return queryWatermarks(client, topic, partition);
  }

  isReady(): boolean {
    return this.#session !== undefined && this.#reachable;
  }

  replacements(): number {
    return this.#replacements;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    const unsettled = [...this.#pending.values()].map(({ acknowledged }) => acknowledged);
    await withinTime(Promise.allSettled(unsettled), closeTimeoutMs);
    clearInterval(this.#sweep);
    clearTimeout(this.#pumping);
    await this.#session?.close(1_000);
    this.#session = undefined;
    for (const { id } of this.#pending.values()) {
      this.#fail(id, new KafkaError('KAFKA_CLOSED', 'The producer was closed before the acknowledgement'));
    }
  }

  /** Queues messages in order, waiting for room. */
  async #place(messages: readonly OutgoingMessage[], deadline: number): Promise<readonly PendingMessage[]> {
    const placed: PendingMessage[] = [];
    for (const message of messages) {
      while (this.#pending.size >= this.#maxInFlight) await this.#room(deadline);
      const pending = pendingMessage(this.#nextId++, message, deadline);
      this.#pending.set(pending.id, pending);
      this.#unproduced.push(pending);
      placed.push(pending);
    }
    this.#pump();
    return placed;
  }

  async #room(deadline: number): Promise<void> {
    this.#pump();
    const room = new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
    if (!(await withinTime(room, deadline - Date.now()))) throw queueFull();
  }

  /** Hands what is queued to librdkafka, as far as it takes it. */
  #pump(): void {
    clearTimeout(this.#pumping);
    let handed = 0;
    for (const pending of this.#unproduced) {
      if (this.#pending.has(pending.id) && !this.#produce(pending)) break;
      handed += 1;
    }
    if (handed > 0) this.#unproduced = this.#unproduced.slice(handed);
    if (this.#session && this.#unproduced.length > 0) this.#pumping = setTimeout(() => this.#pump(), 5);
  }

  #produce({ id, message }: PendingMessage): boolean {
    const session = this.#session;
    if (!session) return false;
    try {
      return session.produce(message, id);
    } catch (error) {
      const failure = error as LibrdKafkaError;
      if (isClientFailure(failure.code)) return false;
      this.#fail(id, deliveryError(message.topic, failure));
      return true;
    }
  }

  #newSession(): ProducerSession {
    const session: ProducerSession = new ProducerSession(this.options, {
      onReport: (id, report) => {
        if (this.#session === session) this.#report(id, report);
      },
      onTrouble: (trouble) => {
        if (this.#session === session) this.#react(session, trouble);
      },
    });
    return session;
  }

  #react(session: ProducerSession, trouble: ClientTrouble): void {
    switch (trouble) {
      case 'UNREACHABLE':
        if (this.#reachable) void this.#awaitReturn(session);
        return;
      case 'REPLACED':
        this.options.log.warn('The Kafka broker came back as another: what it knew is gone');
        this.#replacements += 1;
        return;
      case 'FATAL':
      case 'STUCK':
        this.#replace(session);
    }
  }

  #adopt(session: ProducerSession): void {
    this.#session = session;
    this.#reachable = true;
    this.#unproduced = [...this.#pending.values()];
    this.#pump();
  }

  #replace(session: ProducerSession): void {
    this.options.log.warn('The Kafka producer failed for good; another takes over');
    this.#session = undefined;
    this.#reachable = false;
    void session.close(100).then(() => this.open());
  }

  /** While brokers are down, asks until one answers: without traffic nothing else would tell. */
  async #awaitReturn(session: ProducerSession): Promise<void> {
    this.#reachable = false;
    const backOff = new BackOff({ firstMs: 250, maxMs: 1_000 });
    while (this.#session === session && !this.#reachable && !this.#closing.signal.aborted) {
      await backOff.wait(this.#closing.signal);
      this.#reachable ||= await session.answers(connectTimeoutMs);
    }
  }

  #report(id: number, report: DeliveryReport | LibrdKafkaError): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    if ('offset' in report) {
      this.#reachable = true;
      this.#settled(id);
      pending.resolve({ topic: report.topic, partition: report.partition, offset: report.offset });
      return;
    }
    // Left pending when the client failed: the next one writes it.
    if (!isClientFailure(report.code)) this.#fail(id, deliveryError(pending.message.topic, report));
  }

  #expire(now: number): void {
    const grace = this.#session ? reportGraceMs : 0;
    for (const { id, deadline, message } of this.#pending.values()) {
      if (deadline + grace > now) return;
      this.#fail(id, timedOut(message.topic));
    }
  }

  #fail(id: number, error: Error): void {
    this.#pending.get(id)?.reject(error);
    this.#settled(id);
  }

  #settled(id: number): void {
    this.#pending.delete(id);
    this.#onRoom?.();
    this.#onRoom = undefined;
  }
}

function queueFull(): KafkaError {
  return new KafkaError('KAFKA_QUEUE_FULL', 'Too many messages wait for Kafka already');
}

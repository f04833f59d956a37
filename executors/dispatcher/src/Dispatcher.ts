import { tasksTopic, tasksTopicPattern } from '@ai-collective/contracts';
import type { KafkaConsumer, KafkaProducer, Logger } from '@ai-collective/platform/runtime';
import type { DispatcherConfig } from './config.js';
import { createContext } from './createContext.js';
import type { DispatchContext } from './DispatchContext.js';
import { leaseWaiting } from './leases/leaseWaiting.js';
import { LeaseRounds } from './leases/LeaseRounds.js';
import { sweep } from './leases/sweep.js';
import { OffsetCommits } from './offsets/OffsetCommits.js';
import { IntakeValve } from './tasks/IntakeValve.js';
import { receiveMessages } from './tasks/receiveMessages.js';
import { QueueTeller } from './status/QueueTeller.js';
import { SituationTeller } from './status/SituationTeller.js';
import { sendOvertaken } from './tasks/sendOvertaken.js';
import type { Transport } from './transport/Transport.js';

export interface DispatcherParts {
  readonly config: DispatcherConfig;
  readonly log: Logger;
  readonly transport: Transport;
  readonly producer: KafkaProducer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const sweepMs = 250;
const tellMs = 5_000;
const drainCheckMs = 20;

/** Reads tasks, leases them, and commits what is done with. The clockwork around a {@link DispatchContext}. */
export class Dispatcher {
  /** Told to devices; empty: nothing is told. */
  readonly newestAgentVersion: string;
  readonly context: DispatchContext;
  readonly #rounds = new LeaseRounds(() => this.#lease());
  readonly #valve: IntakeValve;
  #consumer: KafkaConsumer | undefined;
  #commits: OffsetCommits | undefined;
  #timer: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;
  #draining = false;
  #lastSweep: number;

  constructor(private readonly parts: DispatcherParts) {
    const { config } = parts;
    this.newestAgentVersion = config.NEWEST_AGENT_VERSION;
    this.#valve = new IntakeValve({ tasks: config.QUEUE_MAX_TASKS, bytes: config.QUEUE_MAX_BYTES });
    this.#lastSweep = parts.now();
    this.context = createContext({
      ...parts,
      isDraining: () => this.#draining,
      wake: () => this.#rounds.wake(),
    });
  }

  /** Joins the group of dispatchers and begins to read. */
  async start(): Promise<void> {
    const { config, log, transport } = this.parts;
    const { context } = this;
    this.#consumer = await transport.startConsumer({
      brokers: config.KAFKA_BROKERS,
      groupId: 'dispatcher',
      topics: config.FLEET_IDS.length > 0 ? config.FLEET_IDS.map(tasksTopic) : [tasksTopicPattern],
      log,
      commit: 'manual',
      handle: (batch, consumer) => {
        receiveMessages(context, batch);
        this.#valve.adjust(context.tasks.waiting, consumer);
        return Promise.resolve();
      },
      onRevoked: (partitions) => {
        context.offsets.forget(partitions);
        const dropped = context.tasks.dropWaiting((position) => context.offsets.isCurrent(position));
        log.info(
          { partitions: partitions.length, dropped },
          'partitions went; their waiting tasks are dropped',
        );
      },
    });
    this.#commits = new OffsetCommits(context.offsets, this.#consumer, log);
    this.#timer = setInterval(() => this.#sweep(), sweepMs);
    const teller = new SituationTeller(context, this.parts.producer);
    const queues = new QueueTeller(context, this.parts.producer);
    this.#telling = setInterval(() => void Promise.all([teller.tell(), queues.tell()]), tellMs);
  }

  /** Whether it takes no more work, because it is about to end. */
  get isDraining(): boolean {
    return this.#draining;
  }

  isReady(): boolean {
    return this.#consumer?.isReady() ?? false;
  }

  /** Stops leasing, and waits for results in hand to be published, up to the time configured. */
  async drain(): Promise<void> {
    this.#draining = true;
    const deadline = Date.now() + this.parts.config.DRAIN_MS;
    while (this.context.publisher.pending > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, drainCheckMs));
  }

  /**
   * Gives devices that were told to go the time to name what they run to another dispatcher, before that one gets the tasks
   * from Kafka; then asks for what was overtaken again, so that nothing done runs again.
   */
  async handOver(): Promise<void> {
    const { config, log, producer } = this.parts;
    clearInterval(this.#timer);
    clearInterval(this.#telling);
    this.#rounds.stop();
    if (this.context.leases.size > 0)
      await new Promise((resolve) => setTimeout(resolve, config.RECONNECT_GRACE_MS));
    const sent = await sendOvertaken(this.context, producer, Date.now() + config.DRAIN_MS);
    if (sent > 0) log.info({ tasks: sent }, 'unsettled tasks were handed over');
  }

  /** Commits, and leaves the group. What is leased goes on on the devices, for the next dispatcher to take over. */
  async close(): Promise<void> {
    this.#draining = true;
    clearInterval(this.#timer);
    clearInterval(this.#telling);
    this.#rounds.stop();
    this.context.publisher.close();
    if (this.isReady()) await this.#commits?.flush();
    await this.#consumer?.close();
  }

  #lease(): number | null {
    const pauseMs = leaseWaiting(this.context);
    if (this.#consumer !== undefined) this.#valve.adjust(this.context.tasks.waiting, this.#consumer);
    return pauseMs;
  }

  #sweep(): void {
    const now = this.parts.now();
    sweep(this.context, now - this.#lastSweep);
    this.#lastSweep = now;
    this.#commits?.start();
  }
}

import {
  attemptEventSchema,
  eventsTold,
  newId,
  taskMessageSchema,
  tasksTopic,
  topics,
  type AttemptEvent,
  type DeviceRecord,
  type FleetMessage,
  type StandingRecord,
  type TaskMessage,
} from '@ai-collective/contracts';
import type { KafkaConsumer, KafkaProducer, Logger } from '@ai-collective/platform';
import type { Transport } from '../../src/transport/Transport.js';

/** What compute and identity do for a dispatcher: send tasks and device records, settle results, send failures again. */
export class TestCompute {
  readonly events: AttemptEvent[] = [];
  readonly succeeded = new Map<string, AttemptEvent>();
  readonly #sent = new Map<string, TaskMessage>();
  readonly #endedAttempts = new Set<string>();
  #producer: KafkaProducer | undefined;
  #consumer: KafkaConsumer | undefined;

  constructor(private readonly retries = true) {}

  async start(
    transport: Transport,
    settings: { readonly brokers: string; readonly log: Logger },
  ): Promise<void> {
    this.#producer = await transport.createProducer({ ...settings, clientId: 'test-compute' });
    this.#consumer = await transport.startConsumer({
      ...settings,
      groupId: `test-compute-${newId('event')}`,
      topics: [topics.results],
      fromBeginning: true,
      commit: 'manual',
      handle: async (batch) => {
        const events = batch.map(({ value }) => attemptEventSchema.parse(JSON.parse(value.toString())));
        for (const event of events.flatMap(eventsTold)) await this.#settle(event);
      },
    });
  }

  async close(): Promise<void> {
    await this.#consumer?.close();
    await this.#producer?.close();
  }

  async enrol(record: DeviceRecord): Promise<void> {
    await this.#send(topics.devices, record.deviceId, record);
  }

  async tellStanding(record: Omit<StandingRecord, 'policies'> & Partial<StandingRecord>): Promise<void> {
    await this.#send(topics.standings, record.deviceId, record);
  }

  async submit(tasks: readonly TaskMessage[]): Promise<void> {
    for (const task of tasks) this.#sent.set(task.taskId, task);
    const messages = tasks.map((task) => ({
      topic: tasksTopic(task.fleetId),
      key: task.taskId,
      value: Buffer.from(JSON.stringify(task)),
    }));
    await this.#producer?.send(messages);
  }

  async tell(message: Exclude<FleetMessage, { type: 'task' }>): Promise<void> {
    await this.#send(
      tasksTopic(message.fleetId),
      message.type === 'jobCanceled' ? message.jobId : message.fleetId,
      message,
    );
  }

  /** Sends what is not settled again, as the outbox does for a broker that lost its memory. */
  async resendUnsettled(): Promise<void> {
    await this.submit([...this.#sent.values()].filter(({ taskId }) => !this.succeeded.has(taskId)));
  }

  of(type: AttemptEvent['type']): readonly AttemptEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  async #settle(event: AttemptEvent): Promise<void> {
    this.events.push(event);
    if (event.type === 'succeeded' && !this.succeeded.has(event.taskId))
      this.succeeded.set(event.taskId, event);
    if (event.type !== 'failed' || this.#endedAttempts.has(event.attemptId)) return;
    this.#endedAttempts.add(event.attemptId);
    const task = this.#sent.get(event.taskId);
    if (
      !this.retries ||
      task === undefined ||
      event.failure.fault !== 'device' ||
      this.succeeded.has(task.taskId)
    )
      return;
    await this.submit([task]);
  }

  async #send(topic: string, key: string, value: object): Promise<void> {
    await this.#producer?.send([{ topic, key, value: Buffer.from(JSON.stringify(value)) }]);
  }
}

/** A task message; `over` replaces what matters to a test. */
export function testTask(
  over: Partial<TaskMessage> & Pick<TaskMessage, 'fleetId' | 'communityId'>,
): TaskMessage {
  return taskMessageSchema.parse({
    type: 'task',
    taskId: newId('task'),
    jobId: 'job_1',
    priority: 5,
    runner: 'tensor',
    modelVersionId: 'mdv_1',
    artifacts: [{ role: 'model', cid: 'bafymodel', bytes: 1_000_000 }],
    input: { x: { type: 'blob', cid: 'bafyinput' } },
    runtimeLimitMs: 60_000,
    queuedAt: new Date().toISOString(),
    traceparent: null,
    ...over,
  });
}

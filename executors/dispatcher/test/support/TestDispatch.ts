import type { DispatcherFrame, Lease, TaskMessage } from '@ai-collective/contracts';
import { loadDispatcherConfig } from '../../src/config.js';
import { createContext } from '../../src/createContext.js';
import type { Device } from '../../src/devices/Device.js';
import { receiveFrame } from '../../src/devices/receiveFrame.js';
import type { DispatchContext } from '../../src/DispatchContext.js';
import { leaseWaiting } from '../../src/leases/leaseWaiting.js';
import { sweep } from '../../src/leases/sweep.js';
import { receiveTask } from '../../src/tasks/receiveTask.js';
import { InMemoryBroker } from './InMemoryBroker.js';
import { testTask } from './TestCompute.js';
import { TestDevice } from './TestDevice.js';
import { capabilitySecret, quiet } from './TestSystem.js';

const fleet = { fleetId: 'flt_1', communityId: 'com_1' };

/** A device without a socket: what the dispatcher sends it is kept. */
export interface HandDevice {
  readonly device: Device;
  readonly key: TestDevice;
  readonly frames: DispatcherFrame[];
  readonly closed: number[];
}

/** A dispatcher's insides with a clock set by hand, and no network. */
export class TestDispatch {
  now = 1_000_000;
  readonly context: DispatchContext;
  #offset = 0;

  private constructor(
    readonly broker: InMemoryBroker,
    context: (now: () => number) => DispatchContext,
  ) {
    this.context = context(() => this.now);
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestDispatch> {
    const broker = new InMemoryBroker();
    const producer = await broker.transport().createProducer({ brokers: '', clientId: '', log: quiet });
    const config = loadDispatcherConfig({
      KAFKA_BROKERS: 'memory',
      CAPABILITY_SECRET: capabilitySecret,
      RECONNECT_GRACE_MS: '0',
      ...settings,
    });
    const surroundings = { config, log: quiet, producer, isDraining: () => false, wake: () => undefined };
    return new TestDispatch(broker, (now) => createContext({ ...surroundings, now }));
  }

  join(places = 1, over: { readonly vouched?: boolean } = {}): HandDevice {
    const key = new TestDevice(fleet);
    const frames: DispatcherFrame[] = [];
    const closed: number[] = [];
    const connection = {
      send: (frame: DispatcherFrame) => void frames.push(frame),
      close: (code: number) => void closed.push(code),
      isCongested: () => false,
      roundTripMs: null,
    };
    const device = this.context.devices.connect({ ...key.record, ...over }, connection, this.now);
    const capabilities = {
      agentVersion: '0',
      os: 'linux',
      architecture: 'x64',
      cores: 1,
      memoryBytes: 2 ** 30,
      runners: ['tensor'] as const,
      executionProviders: ['cpu'],
      models: [],
      inputs: [],
      speeds: [],
    };
    receiveFrame(this.context, device, { type: 'capabilities', capabilities, running: [] });
    receiveFrame(this.context, device, { type: 'credit', leases: places });
    return { device, key, frames, closed };
  }

  /** Lets a task come from Kafka, and leases what can be. */
  submit(over: Partial<TaskMessage> = {}): TaskMessage {
    const message = testTask({ ...fleet, ...over });
    const place = { topic: 'compute.tasks.flt_1', partition: 0, offset: this.#offset++ };
    receiveTask(this.context, { message, position: this.context.offsets.begin(place), bytes: 100 });
    leaseWaiting(this.context);
    return message;
  }

  /** Lets time pass in steps of a sweep, with heartbeats of these devices, and leases what can be. */
  pass(milliseconds: number, alive: readonly HandDevice[] = []): void {
    for (let passed = 0; passed < milliseconds; passed += 250) {
      this.now += 250;
      for (const each of alive) this.beat(each);
      sweep(this.context, 250);
      leaseWaiting(this.context);
    }
  }

  beat({ device }: HandDevice): void {
    const running = this.context.leases.ofDevice(device.deviceId).map(({ attemptId }) => attemptId);
    receiveFrame(this.context, device, { type: 'heartbeat', running, paused: null });
  }

  /** The newest lease a device was sent. */
  newest({ frames }: HandDevice): Lease {
    const lease = frames.flatMap((frame) => (frame.type === 'lease' ? frame.leases : [])).at(-1);
    if (lease === undefined) throw new Error('no lease');
    return lease;
  }

  /** The device reports a result of its newest lease, and has its place back. */
  async succeed(given: HandDevice): Promise<void> {
    const results = [given.key.signed(this.newest(given), 'done')];
    receiveFrame(this.context, given.device, { type: 'done', results });
    await this.#finish(given);
  }

  async fail(given: HandDevice): Promise<void> {
    const { attemptId, taskId } = this.newest(given);
    const failure = { code: 'MODEL_CRASHED', message: 'crashed', fault: 'device' } as const;
    const results = [{ outcome: 'FAILED', attemptId, taskId, runMs: 1, failure } as const];
    receiveFrame(this.context, given.device, { type: 'done', results });
    await this.#finish(given);
  }

  /** Runs tasks of the usual model on a device, one by one, each for so long, so that their p95 is known. */
  async measure(given: HandDevice, elapsedMs: number, count = 10): Promise<void> {
    for (let run = 0; run < count; run += 1) {
      this.submit();
      this.now += elapsedMs;
      await this.succeed(given);
    }
  }

  /** Messages received, from the first that may not be committed yet. */
  uncommitted(): number {
    const [committable] = this.context.offsets.committable();
    return this.#offset - (committable?.offset ?? 0);
  }

  /** What the device was told to stop. */
  canceled({ frames }: HandDevice): readonly string[] {
    return frames.flatMap((frame) => (frame.type === 'cancel' ? frame.attemptIds : []));
  }

  /** The device says how many places are free, and has what waits. */
  offer({ device }: HandDevice, places: number): void {
    receiveFrame(this.context, device, { type: 'credit', leases: places });
    leaseWaiting(this.context);
  }

  /** Ends of attempts are published within some turns of the event loop. */
  async published(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #finish(given: HandDevice): Promise<void> {
    await this.published();
    this.offer(given, given.device.capacity);
  }
}

import { newId, type TaskMessage } from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import { loadDispatcherConfig } from '../../src/config.js';
import { sealAttempt } from '../../src/leases/attemptSeal.js';
import {
  startDispatcher,
  type DispatcherOverrides,
  type RunningDispatcher,
} from '../../src/startDispatcher.js';
import type { Transport } from '../../src/transport/Transport.js';
import type { describeStatus } from '../../src/status/describeStatus.js';
import { InMemoryBroker } from './InMemoryBroker.js';
import { TestCompute, testTask } from './TestCompute.js';
import { TestDevice, type TestDeviceOptions } from './TestDevice.js';
import { until } from './until.js';

export const capabilitySecret = 'a secret that is long enough for tests';
export const quiet = createLogger({ service: 'test', level: 'silent' });

/** A dispatcher on an in-memory broker, with what compute and devices do at its sides. */
export class TestSystem {
  readonly broker = new InMemoryBroker();
  readonly fleetId = newId('fleet');
  readonly communityId = newId('community');
  readonly devices: TestDevice[] = [];
  readonly compute: TestCompute;
  #transport = this.broker.transport();
  readonly #others: RunningDispatcher[] = [];
  #running: RunningDispatcher | undefined;

  private constructor(
    private readonly settings: Readonly<Record<string, string>>,
    private readonly overrides: Omit<DispatcherOverrides, 'transport'>,
    retries: boolean,
  ) {
    this.compute = new TestCompute(retries);
  }

  static async start(
    options: {
      readonly settings?: Readonly<Record<string, string>>;
      readonly overrides?: Omit<DispatcherOverrides, 'transport'>;
      readonly retries?: boolean;
    } = {},
  ): Promise<TestSystem> {
    const system = new TestSystem(options.settings ?? {}, options.overrides ?? {}, options.retries ?? false);
    await system.compute.start(system.broker.transport(), { brokers: 'memory', log: quiet });
    await system.startDispatcher();
    return system;
  }

  get url(): string {
    return this.#running?.url ?? '';
  }

  /** The metrics as Prometheus reads them; they need METRICS_PORT. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.#running?.metricsUrl ?? ''}/metrics`)).text();
  }

  async startDispatcher(): Promise<void> {
    this.#transport = this.broker.transport();
    const port = this.#running === undefined ? '0' : String(this.#running.port);
    this.#running = await this.#start(port, this.#transport);
  }

  /** One more dispatcher of the same group. */
  async startAnother(): Promise<RunningDispatcher> {
    const another = await this.#start('0', this.broker.transport());
    this.#others.push(another);
    return another;
  }

  #start(port: string, transport: Transport): Promise<RunningDispatcher> {
    const config = loadDispatcherConfig({
      PORT: port,
      KAFKA_BROKERS: 'memory',
      CAPABILITY_SECRET: capabilitySecret,
      STORAGE_PUBLIC_URL: 'http://storage.test/storage/',
      RECONNECT_GRACE_MS: '0',
      ...this.settings,
    });
    return startDispatcher(config, quiet, { ...this.overrides, transport });
  }

  /** Ends the dispatcher as a kill would: it can neither write, nor commit, from this moment. */
  async killDispatcher(): Promise<void> {
    this.#transport.cut();
    for (const device of this.devices) device.disconnect();
    await this.#running?.close();
  }

  async stopDispatcher(): Promise<void> {
    await this.#running?.close();
  }

  /** Enrols a device and connects it. */
  async join({
    url = this.url,
    ...options
  }: Partial<TestDeviceOptions> & { readonly url?: string } = {}): Promise<TestDevice> {
    const device = new TestDevice({ fleetId: this.fleetId, communityId: this.communityId, ...options });
    this.devices.push(device);
    await this.compute.enrol(device.record);
    device.connect(url);
    await until('the device is welcomed', () => device.welcomed);
    return device;
  }

  task(over: Partial<TaskMessage> = {}): TaskMessage {
    return testTask({ fleetId: this.fleetId, communityId: this.communityId, ...over });
  }

  tasks(count: number, over: Partial<TaskMessage> = {}): readonly TaskMessage[] {
    return Array.from({ length: count }, () => this.task(over));
  }

  /** The id of an attempt that a dispatcher leased to a device before this one started. */
  leasedBefore({ record: { deviceId } }: TestDevice, taskId: string): string {
    return sealAttempt(capabilitySecret, { attemptId: newId('attempt'), taskId, deviceId });
  }

  async status(): Promise<ReturnType<typeof describeStatus>> {
    return (await (await fetch(`${this.url}/status`)).json()) as ReturnType<typeof describeStatus>;
  }

  /** Waits until every offset of the fleet's topic is committed. */
  async allCommitted(): Promise<void> {
    await until('all offsets are committed', () => {
      const { committed, written } = this.broker.progress(`compute.tasks.${this.fleetId}`);
      return committed === written;
    });
  }

  async close(): Promise<void> {
    for (const device of this.devices) device.disconnect();
    await this.#running?.close();
    for (const other of this.#others) await other.close();
    await this.compute.close();
  }
}

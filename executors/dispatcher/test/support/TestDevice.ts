import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  canonicalJson,
  challengeSigningBytes,
  decodeDispatcherFrame,
  encodeFrame,
  executorPath,
  executorSubprotocol,
  newId,
  resultSigningBytes,
  type AgentFrame,
  type DeviceRecord,
  type DispatcherFrame,
  type DoneResult,
  type Lease,
  type RunnerName,
  type TaskFailure,
} from '@ai-collective/contracts';
import { WebSocket } from 'ws';

export interface TestDeviceOptions {
  readonly fleetId: string;
  readonly communityId: string;
  readonly places?: number;
  readonly runners?: readonly RunnerName[];
  /** Runs leases by itself, each for this long, ms. Absent: the test answers them. */
  readonly runMs?: number;
  readonly heartbeatMs?: number;
  readonly vouched?: boolean;
  readonly region?: string;
  /** CIDs of the inputs it says it has. */
  readonly inputs?: readonly string[];
  /** Sent with each result. */
  readonly joules?: number;
}

/** An agent as small as the protocol allows: real keys, real WebSocket, pretended work. */
export class TestDevice {
  readonly record: DeviceRecord;
  readonly #key = generateKeyPairSync('ed25519');
  readonly running = new Map<string, Lease>();
  readonly unsettled = new Map<string, DoneResult>();
  readonly frames: DispatcherFrame[] = [];
  /** Every lease ever received, by task. */
  readonly runs = new Map<string, number>();
  paused: string | null = null;
  closedWith: number | null = null;
  welcomed = false;
  #socket: WebSocket | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(private readonly options: TestDeviceOptions) {
    const { x } = this.#key.publicKey.export({ format: 'jwk' });
    this.record = {
      deviceId: newId('device'),
      communityId: options.communityId,
      fleetId: options.fleetId,
      ownerId: newId('person'),
      vouched: options.vouched ?? false,
      region: options.region ?? null,
      name: 'test device',
      publicKey: x ?? '',
      status: 'ENROLLED',
      enrolledAt: new Date(0).toISOString(),
    };
  }

  /** Connects and says hello; the rest follows from what the dispatcher answers. */
  connect(url: string): void {
    this.welcomed = false;
    this.closedWith = null;
    const socket = new WebSocket(`${url.replace('http', 'ws')}${executorPath}`, executorSubprotocol);
    this.#socket = socket;
    socket.on('open', () => this.send({ type: 'hello', deviceId: this.record.deviceId }));
    socket.on('message', (data) => this.#receive(decodeDispatcherFrame(data as Buffer)));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      if (this.#socket !== socket) return;
      clearInterval(this.#heartbeat);
      this.welcomed = false;
      this.closedWith = code;
    });
  }

  send(frame: AgentFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame));
  }

  sendRaw(bytes: Uint8Array): void {
    this.#socket?.send(bytes);
  }

  /** Reads nothing any more of what it is sent. */
  stopReading(): void {
    this.#socket?.pause();
  }

  ping(times: number): void {
    const words = Buffer.alloc(100);
    for (let time = 0; time < times; time += 1)
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.ping(words);
  }

  /** Loses the connection; what runs goes on running. */
  disconnect(): void {
    clearInterval(this.#heartbeat);
    this.#socket?.terminate();
  }

  /** Loses everything but its key. */
  crash(): void {
    this.disconnect();
    this.running.clear();
    this.unsettled.clear();
  }

  succeed(lease: Lease, json: string | number = lease.taskId): void {
    this.#finish(this.signed(lease, json));
  }

  fail(lease: Lease, failure: TaskFailure): void {
    const { attemptId, taskId } = lease;
    this.#finish({ outcome: 'FAILED', attemptId, taskId, runMs: 1, failure });
  }

  signed(
    lease: Pick<Lease, 'attemptId' | 'taskId'>,
    json: string | number,
  ): Extract<DoneResult, { outcome: 'SUCCEEDED' }> {
    const { attemptId, taskId } = lease;
    const output = { type: 'inline', json } as const;
    const outputSha256 = createHash('sha256').update(canonicalJson(output)).digest('hex');
    const bytes = resultSigningBytes({ deviceId: this.record.deviceId, attemptId, taskId, outputSha256 });
    const signature = sign(null, bytes, this.#key.privateKey).toString('base64url');
    const { joules } = this.options;
    const energy = joules === undefined ? {} : { joules };
    return { outcome: 'SUCCEEDED', attemptId, taskId, runMs: 1, output, ...energy, signature };
  }

  #finish(result: DoneResult): void {
    if (!this.running.delete(result.attemptId)) return;
    this.unsettled.set(result.attemptId, result);
    this.send({ type: 'done', results: [result] });
    this.offerPlaces();
  }

  offerPlaces(): void {
    this.send({ type: 'credit', leases: Math.max(0, (this.options.places ?? 1) - this.running.size) });
  }

  beat(): void {
    this.send({ type: 'heartbeat', running: [...this.running.keys()], paused: this.paused });
  }

  #receive(frame: DispatcherFrame): void {
    this.frames.push(frame);
    switch (frame.type) {
      case 'challenge':
        this.send({ type: 'auth', signature: this.answer(frame.nonce) });
        break;
      case 'welcome':
        this.#announce();
        break;
      case 'lease':
        for (const lease of frame.leases) this.#run(lease);
        break;
      case 'cancel':
        for (const attemptId of frame.attemptIds) this.running.delete(attemptId);
        this.offerPlaces();
        break;
      case 'settled':
        for (const attemptId of frame.attemptIds) this.unsettled.delete(attemptId);
        break;
    }
  }

  answer(nonce: string): string {
    return sign(null, challengeSigningBytes(this.record.deviceId, nonce), this.#key.privateKey).toString(
      'base64url',
    );
  }

  #announce(): void {
    this.welcomed = true;
    const running = [...this.running.values()].map(({ attemptId, taskId }) => ({ attemptId, taskId }));
    this.send({ type: 'capabilities', running, capabilities: this.capabilities() });
    this.offerPlaces();
    if (this.unsettled.size > 0) this.send({ type: 'done', results: [...this.unsettled.values()] });
    this.beat();
    this.#heartbeat = setInterval(() => this.beat(), this.options.heartbeatMs ?? 50);
  }

  capabilities() {
    return {
      agentVersion: '0.0.0',
      os: 'linux',
      architecture: 'x64',
      cores: Math.max(1, this.options.places ?? 1),
      memoryBytes: 2 ** 30,
      runners: this.options.runners ?? (['tensor', 'ocr'] as const),
      executionProviders: ['cpu'],
      models: [],
      inputs: this.options.inputs ?? [],
      speeds: [],
    };
  }

  #run(lease: Lease): void {
    this.running.set(lease.attemptId, lease);
    this.runs.set(lease.taskId, (this.runs.get(lease.taskId) ?? 0) + 1);
    const { runMs } = this.options;
    if (runMs !== undefined) setTimeout(() => this.succeed(lease), runMs);
  }
}

import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import {
  challengeSigningBytes,
  closeCodes,
  decodeAgentFrame,
  encodeFrame,
  frameLimit,
  verifyDeviceSignature,
  type AgentFrame,
  type DeviceRecord,
  type DispatcherFrame,
} from '@ai-collective/contracts';
import type { Logger } from '@ai-collective/platform/runtime';
import type { RawData, WebSocket } from 'ws';
import type { DeviceConnection } from './DeviceConnection.js';
import type { DeviceRegistry } from './DeviceRegistry.js';
import type { DeviceFrame } from './receiveFrame.js';
import { RoundTrips } from './RoundTrips.js';

export interface SessionSettings {
  readonly registry: DeviceRegistry;
  readonly log: Logger;
  /** How long a peer may take to prove who it is, ms. */
  readonly handshakeMs: number;
  /** How long the record of an unknown device may take to arrive, ms. */
  readonly recordMs: number;
  /** Bytes a peer may leave unread, while it sends more, before it is cut off. */
  readonly mostUnreadBytes: number;
  /** Told to devices; undefined or empty: nothing is told. */
  readonly newestAgentVersion?: string | undefined;
  /** A device was not let in, for a reason of ours. */
  readonly onRefused: (reason: string) => void;
  readonly onReady: (record: DeviceRecord, connection: DeviceConnection) => void;
  readonly onFrame: (deviceId: string, frame: DeviceFrame) => void;
  readonly onClosed: (deviceId: string, connection: DeviceConnection) => void;
}

/** What lies under a WebSocket. */
export interface Wire {
  readonly stream: Duplex;
  /** Called once the peer has proved who it is. */
  readonly onKnown: () => void;
}

type State =
  | { readonly step: 'HELLO' }
  | { readonly step: 'AUTH'; readonly deviceId: string; readonly nonce: string }
  | { readonly step: 'CHECKING' }
  | { readonly step: 'READY'; readonly deviceId: string }
  | { readonly step: 'CLOSED' };

/** Bytes waiting to be sent above which a device is too slow to get more work. */
const congestedBytes = 4 * frameLimit;

/** Bytes a peer may send before it has proved who it is; a hello and an answer take less than one KiB. */
const mostEarlyBytes = 16 * 1024;

/** The WebSocket protocol's own close code (RFC 6455, 7.4.1). */
const messageTooBig = 1009;
/** How often the round-trip time is measured. */
const pingEveryMs = 10_000;

/** After asking to close, the peer has this long to answer. */
const closeMs = 2_000;

/** One WebSocket: first `hello`, `challenge` and `auth` in time, then frames of a known device, or a close that says why. */
export class ExecutorSession implements DeviceConnection {
  #state: State = { step: 'HELLO' };
  readonly #handshake: NodeJS.Timeout;
  #earlyBytes = 0;
  readonly #roundTrips = new RoundTrips();
  #pings: NodeJS.Timeout | undefined;
  #settled: string[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly settings: SessionSettings,
    private readonly wire: Wire,
  ) {
    this.#handshake = setTimeout(
      () => this.close(closeCodes.timedOut, 'no hello or auth in time'),
      settings.handshakeMs,
    );
    wire.stream.on('data', this.#countEarly);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', (data) => {
      if (this.#isRead()) socket.pong(data);
    });
    socket.on('pong', (payload) => this.#roundTrips.answered(payload, performance.now()));
    socket.on('close', () => this.#ended());
    socket.on('error', (error) => settings.log.debug({ err: error }, 'a connection of a device failed'));
  }

  get roundTripMs(): number | null {
    return this.#roundTrips.smoothedMs;
  }

  send(frame: DispatcherFrame): void {
    if (frame.type === 'settled') this.#sendSettledSoon(frame.attemptIds);
    else this.#sendNow(frame);
  }

  #sendNow(frame: DispatcherFrame): void {
    if (this.socket.readyState !== this.socket.OPEN || !this.#isRead()) return;
    this.socket.send(encodeFrame(frame), { binary: true });
  }

  close(code: number, reason: string): void {
    this.#ended();
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), closeMs).unref();
  }

  isCongested(): boolean {
    return this.socket.bufferedAmount > congestedBytes;
  }

  /** A frame can be of megabytes: nobody's is collected before it is known whose. */
  readonly #countEarly = ({ length }: Buffer): void => {
    this.#earlyBytes += length;
    if (this.#earlyBytes <= mostEarlyBytes || this.socket.readyState !== this.socket.OPEN) return;
    this.socket.pause();
    this.close(messageTooBig, 'too much before it is known who speaks');
  };

  /** What the broker acknowledged together, the device hears in one frame. */
  #sendSettledSoon(attemptIds: readonly string[]): void {
    if (this.#settled.length === 0)
      setImmediate(() => {
        this.#sendNow({ type: 'settled', attemptIds: this.#settled });
        this.#settled = [];
      });
    this.#settled.push(...attemptIds);
  }

  /** Whether the peer reads what it is sent. One that does not, and asks for more, would fill this process's memory. */
  #isRead(): boolean {
    if (this.socket.bufferedAmount <= this.settings.mostUnreadBytes) return true;
    this.socket.terminate();
    return false;
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state.step === 'CLOSED') return;
    const frame = isBinary ? decode(data) : undefined;
    if (frame === undefined) this.#malformed();
    else this.#handle(frame, this.#state);
  }

  #handle(frame: AgentFrame, state: State): void {
    if (state.step === 'HELLO' && frame.type === 'hello') this.#challenge(frame.deviceId);
    else if (state.step === 'AUTH' && frame.type === 'auth') void this.#check(state, frame.signature);
    else if (state.step === 'READY' && frame.type !== 'hello' && frame.type !== 'auth')
      this.settings.onFrame(state.deviceId, frame);
    else this.#malformed();
  }

  #challenge(deviceId: string): void {
    const nonce = randomBytes(32).toString('base64url');
    this.#state = { step: 'AUTH', deviceId, nonce };
    this.send({ type: 'challenge', nonce });
  }

  async #check(asked: Extract<State, { step: 'AUTH' }>, signature: string): Promise<void> {
    const { deviceId, nonce } = asked;
    this.#state = { step: 'CHECKING' };
    clearTimeout(this.#handshake);
    const record = await this.settings.registry.find(deviceId, this.settings.recordMs);
    if (this.#isClosed()) return;
    const refusal = refuse(record, challengeSigningBytes(deviceId, nonce), signature);
    if (record === undefined || refusal !== null) {
      this.settings.log.info({ deviceId, refusal }, 'a device was refused');
      this.settings.onRefused(refusal ?? 'unknown device');
      this.close(closeCodes.unauthorized, refusal ?? 'unknown device');
      return;
    }
    this.#state = { step: 'READY', deviceId };
    this.wire.stream.off('data', this.#countEarly);
    this.wire.onKnown();
    const { newestAgentVersion = '' } = this.settings;
    this.send({
      type: 'welcome',
      fleetId: record.fleetId,
      ...(newestAgentVersion !== '' && { newestAgentVersion }),
    });
    this.settings.onReady(record, this);
    this.#ping();
    this.#pings = setInterval(() => this.#ping(), pingEveryMs);
  }

  #ping(): void {
    if (this.socket.readyState === this.socket.OPEN)
      this.socket.ping(this.#roundTrips.ask(performance.now()));
  }

  #isClosed(): boolean {
    return this.#state.step === 'CLOSED';
  }

  #malformed(): void {
    this.close(closeCodes.malformedFrame, 'a frame does not follow the protocol');
  }

  #ended(): void {
    clearTimeout(this.#handshake);
    clearInterval(this.#pings);
    const state = this.#state;
    this.#state = { step: 'CLOSED' };
    if (state.step === 'READY') this.settings.onClosed(state.deviceId, this);
  }
}

/** Why a device may not come in; null when it may. */
function refuse(record: DeviceRecord | undefined, challenge: Uint8Array, signature: string): string | null {
  if (record === undefined) return 'unknown device';
  if (!verifyDeviceSignature(record.publicKey, challenge, signature)) return 'the signature is wrong';
  return record.status === 'REVOKED' ? 'the device was revoked' : null;
}

function decode(data: RawData): AgentFrame | undefined {
  try {
    return decodeAgentFrame(toBytes(data));
  } catch {
    return undefined;
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

import {
  type AgentFrame,
  challengeSigningBytes,
  decodeDispatcherFrame,
  type DispatcherFrame,
  encodeFrame,
  executorPath,
  executorSubprotocol,
  frameLimit,
} from '@ai-collective/contracts';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { DeviceKey } from '../identity/DeviceKey.js';

export interface ConnectionOptions {
  /** `ws://` or `wss://`; the protocol's path is added when it has none. */
  readonly url: string;
  readonly deviceId: string;
  readonly key: DeviceKey;
  readonly log: Logger;
}

/** What a connection tells its owner. */
export interface ConnectionListener {
  /** The dispatcher knows the device; frames may be sent. */
  onWelcome(frame: Extract<DispatcherFrame, { type: 'welcome' }>): void;
  onFrame(frame: Extract<DispatcherFrame, { type: 'lease' | 'cancel' | 'settled' }>): void;
  /** Called once, last. 1006 when the connection broke. */
  onClose(code: number): void;
}

const handshakeLimitMs = 10_000;
const pingEveryMs = 5_000;
const silenceLimitMs = 15_000;

/** One WebSocket to a dispatcher, from hello to close. */
export class DispatcherConnection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #socket: WebSocket;
  readonly #handshake: NodeJS.Timeout;
  readonly #pings: NodeJS.Timeout;
  #lastHeardAt = Date.now();
  #welcomed = false;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#socket = new WebSocket(addressOf(options.url), [executorSubprotocol], {
      maxPayload: frameLimit,
      handshakeTimeout: handshakeLimitMs,
      perMessageDeflate: false,
    });
    this.#handshake = setTimeout(() => this.#socket.terminate(), handshakeLimitMs);
    this.#pings = setInterval(() => this.#checkLife(), pingEveryMs);
    this.#socket.on('open', () => this.#sendNow({ type: 'hello', deviceId: options.deviceId }));
    this.#socket.on('message', (data: Buffer) => this.#onMessage(data));
    this.#socket.on('pong', () => (this.#lastHeardAt = Date.now()));
    this.#socket.on('error', (error) =>
      options.log.debug({ reason: error.message }, 'connection to the dispatcher failed'),
    );
    this.#socket.on('close', (code) => this.#onClose(code));
  }

  get welcomed(): boolean {
    return this.#welcomed;
  }

  /** Sends a frame; before the welcome and after the end, nothing. */
  send(frame: AgentFrame): void {
    if (this.#welcomed) this.#sendNow(frame);
  }

  /** Says goodbye; a dispatcher that does not answer is cut off by the WebSocket library. */
  close(): void {
    this.#socket.close(1000);
  }

  #sendNow(frame: AgentFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame));
  }

  #onMessage(data: Buffer): void {
    this.#lastHeardAt = Date.now();
    try {
      this.#handle(decodeDispatcherFrame(data));
    } catch (error) {
      this.#options.log.error({ err: error }, 'a frame of the dispatcher could not be handled');
      this.#socket.close(1002);
    }
  }

  #handle(frame: DispatcherFrame): void {
    switch (frame.type) {
      case 'challenge': {
        const { deviceId, key } = this.#options;
        this.#sendNow({ type: 'auth', signature: key.sign(challengeSigningBytes(deviceId, frame.nonce)) });
        return;
      }
      case 'welcome':
        clearTimeout(this.#handshake);
        this.#welcomed = true;
        this.#listener.onWelcome(frame);
        return;
      case 'lease':
      case 'cancel':
      case 'settled':
        if (this.#welcomed) this.#listener.onFrame(frame);
        return;
    }
  }

  #checkLife(): void {
    if (Date.now() - this.#lastHeardAt > silenceLimitMs) this.#socket.terminate();
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  #onClose(code: number): void {
    clearTimeout(this.#handshake);
    clearInterval(this.#pings);
    this.#welcomed = false;
    this.#listener.onClose(code);
  }
}

function addressOf(url: string): URL {
  const address = new URL(url);
  if (address.pathname === '/') address.pathname = executorPath;
  return address;
}

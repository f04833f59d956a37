import { WebSocket } from 'ws';
import { upstreamMessage, type UpstreamMessage } from './rules/upstreamMessage.js';
import { SubgraphFailure, type SubgraphFailureCode } from './SubgraphFailure.js';

export interface UpstreamSocketSettings {
  readonly subgraph: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly silenceMs: number;
  readonly maxResponseBytes: number;
}

/** Results that wait to be read before the subgraph is asked to wait, too. */
const fewEnough = 16;

/** Status that closes a socket whose message was too large. */
const tooLarge = 1009;

/** A socket that carries one subscription to a subgraph. */
export class UpstreamSocket {
  readonly #settings: UpstreamSocketSettings;
  readonly #socket: WebSocket;
  readonly #results: unknown[] = [];
  #state: 'opening' | 'subscribed' | 'complete' | 'closed' = 'opening';
  #failure: SubgraphFailureCode | undefined;
  #wake: () => void = () => undefined;
  #silence: NodeJS.Timeout | undefined;

  constructor(settings: UpstreamSocketSettings) {
    const { url, headers, timeoutMs, maxResponseBytes } = settings;
    this.#settings = settings;
    this.#socket = new WebSocket(url, 'graphql-transport-ws', {
      headers,
      handshakeTimeout: timeoutMs,
      maxPayload: maxResponseBytes,
      perMessageDeflate: false,
      followRedirects: false,
    });
    this.#socket.on('error', (error) => {
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
        this.#failure ??= 'SUBGRAPH_RESPONSE_TOO_LARGE';
    });
    this.#socket.once('close', (code) => this.#closed(code));
  }

  /** The results, one for each event. Throws a SubgraphFailure when the subgraph goes without completing. */
  async *subscribe(payload: object): AsyncGenerator<unknown, void, undefined> {
    this.#listen(payload);
    for (;;) {
      while (this.#results.length > 0) {
        const result = this.#results.shift();
        if (this.#results.length < fewEnough && this.#socket.isPaused) this.#socket.resume();
        yield result;
      }
      if (this.#state === 'complete') return;
      if (this.#state === 'closed') throw this.#failed();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Ends the subscription and the socket. */
  end(): Promise<void> {
    const socket = this.#socket;
    clearInterval(this.#silence);
    if (socket.readyState === socket.CLOSED) return Promise.resolve();
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    if (this.#state === 'subscribed') this.#send({ id: '1', type: 'complete' });
    socket.close(1000);
    const timer = setTimeout(() => socket.terminate(), 1_000);
    return closed.then(() => clearTimeout(timer));
  }

  #listen(payload: object): void {
    const { timeoutMs } = this.#settings;
    const socket = this.#socket;
    const impatience = setTimeout(() => this.#giveUp('SUBGRAPH_TIMEOUT'), timeoutMs);
    socket.on('open', () => this.#send({ type: 'connection_init', payload: this.#settings.headers }));
    socket.on('message', (data: Buffer) => {
      const message = upstreamMessage(data.toString('utf8'));
      if (message.kind === 'acknowledged' && this.#state === 'opening') {
        clearTimeout(impatience);
        this.#begin(payload);
      } else this.#take(message);
    });
    socket.once('close', () => clearTimeout(impatience));
  }

  #begin(payload: object): void {
    this.#state = 'subscribed';
    this.#send({ id: '1', type: 'subscribe', payload });
    let isAlive = true;
    for (const event of ['message', 'pong', 'ping'] as const)
      this.#socket.on(event, () => {
        isAlive = true;
      });
    this.#silence = setInterval(() => {
      // Whoever is not listened to cannot be heard.
      if (!isAlive && !this.#socket.isPaused) this.#giveUp('SUBGRAPH_UNREACHABLE');
      isAlive = false;
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
    }, this.#settings.silenceMs / 2);
  }

  #take(message: UpstreamMessage): void {
    switch (message.kind) {
      case 'result':
        this.#results.push(message.result);
        if (this.#results.length >= fewEnough) this.#socket.pause();
        break;
      case 'complete':
        this.#state = 'complete';
        break;
      case 'ping':
        this.#send({ type: 'pong' });
        break;
      case 'pong':
        break;
      case 'acknowledged':
      case 'invalid':
        this.#giveUp('SUBGRAPH_INVALID_RESPONSE');
        break;
    }
    this.#wake();
  }

  #closed(code: number): void {
    clearInterval(this.#silence);
    const withoutReason = this.#state === 'subscribed' ? 'SUBGRAPH_STREAM_ENDED' : 'SUBGRAPH_UNREACHABLE';
    this.#failure ??= code === tooLarge ? 'SUBGRAPH_RESPONSE_TOO_LARGE' : withoutReason;
    if (this.#state !== 'complete') this.#state = 'closed';
    this.#wake();
  }

  #giveUp(code: SubgraphFailureCode): void {
    this.#failure ??= code;
    this.#socket.terminate();
  }

  #failed(): SubgraphFailure {
    return new SubgraphFailure(this.#failure ?? 'SUBGRAPH_UNREACHABLE', this.#settings.subgraph);
  }

  #send(message: object): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

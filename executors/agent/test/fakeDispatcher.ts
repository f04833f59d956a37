import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  type AgentFrame,
  decodeAgentFrame,
  type DispatcherFrame,
  type DoneResult,
  encodeFrame,
  executorPath,
  executorSubprotocol,
} from '@ai-collective/contracts';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** A dispatcher that does what its test tells it, and remembers what the agent sent. */
export class FakeDispatcher {
  readonly frames: AgentFrame[] = [];
  /** Whether `done` is answered by `settled`. */
  settles = true;
  /** Closes every new connection with this code instead of welcoming it. */
  refusal: number | null = null;
  /** Told in the welcome, when there is one. */
  newestAgentVersion: string | undefined;
  connections = 0;
  readonly #server: WebSocketServer;
  #socket: WebSocket | null = null;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections++;
      this.#socket = socket;
      socket.on('message', (data: Buffer) => this.#onFrame(socket, decodeAgentFrame(data)));
    });
  }

  static async start(port = 0): Promise<FakeDispatcher> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port,
      path: executorPath,
      handleProtocols: (offered) => offered.has(executorSubprotocol) && executorSubprotocol,
    });
    await once(server, 'listening');
    const dispatcher = new FakeDispatcher(server);
    onTestFinished(() => dispatcher.stop());
    return dispatcher;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  of<Type extends AgentFrame['type']>(type: Type): Extract<AgentFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<AgentFrame, { type: Type }> => frame.type === type);
  }

  /** Every result received, resent ones included. */
  get results(): DoneResult[] {
    return this.of('done').flatMap(({ results }) => results);
  }

  resultOf(attemptId: string): DoneResult | undefined {
    return this.results.find((result) => result.attemptId === attemptId);
  }

  send(frame: DispatcherFrame): void {
    this.#socket?.send(encodeFrame(frame));
  }

  /** Breaks the connection without a goodbye. */
  drop(): void {
    this.#socket?.terminate();
  }

  close(code: number): void {
    this.#socket?.close(code);
  }

  stop(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #onFrame(socket: WebSocket, frame: AgentFrame): void {
    this.frames.push(frame);
    const { newestAgentVersion } = this;
    if (frame.type === 'hello') this.send({ type: 'challenge', nonce: `nonce-${this.connections}` });
    if (frame.type === 'auth') {
      if (this.refusal === null)
        this.send({
          type: 'welcome',
          fleetId: 'flt_1',
          ...(newestAgentVersion !== undefined && { newestAgentVersion }),
        });
      else socket.close(this.refusal);
    }
    if (frame.type === 'done' && this.settles) {
      this.send({ type: 'settled', attemptIds: frame.results.map(({ attemptId }) => attemptId) });
    }
  }
}

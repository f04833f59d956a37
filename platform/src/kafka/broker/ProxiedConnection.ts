import { connect, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { FrameSplitter } from './FrameSplitter.js';
import type { GroupGate } from './GroupGate.js';
import { hastenRequest, type Hastening } from './hastenRequest.js';
import { apiKeys, readCorrelationId, readRequestHeader } from './kafkaRequest.js';
import { type AdvertisedAddress, rewriteAdvertisedPort } from './rewriteAdvertisedPort.js';

/** The most a client of ours sends in one frame, with room to spare. */
const maxFrameBytes = 128 * 1024 * 1024;
/** More unanswered requests for metadata than any client has. */
const maxAwaited = 1_000;
/**
 * A rebalance of the mock takes the session less one second. The session must outlast the 3 s the mock waits before
 * it answers the first member of a group, or it would take that member for dead meanwhile.
 */
const times: Hastening = { maxFetchWaitMs: 10, maxSessionMs: 3_200 };

export interface ProxyRoute {
  readonly upstream: AdvertisedAddress;
  /** The port clients are told instead of the upstream's. */
  readonly port: number;
  readonly groups: GroupGate;
  readonly log: Logger;
}

/** One client's connection, forwarded to the broker frame by frame. Ends when either side does. */
export class ProxiedConnection {
  readonly #upstream: Socket;
  readonly #requests = new FrameSplitter(maxFrameBytes);
  readonly #responses = new FrameSplitter(maxFrameBytes);
  /** Correlation ids of requests whose responses name the broker's address. */
  readonly #awaited = new Set<number>();

  constructor(
    private readonly client: Socket,
    private readonly route: ProxyRoute,
  ) {
    this.#upstream = connect({ host: route.upstream.host, port: route.upstream.port });
    for (const socket of [client, this.#upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.destroy());
      socket.on('close', () => this.destroy());
    }
    this.#forward(client, this.#upstream, (chunk) => this.#toBroker(chunk));
    this.#forward(this.#upstream, client, (chunk) => this.#toClient(chunk));
  }

  destroy(): void {
    this.client.destroy();
    this.#upstream.destroy();
  }

  /** Reads from one socket no faster than the other takes it. */
  #forward(from: Socket, to: Socket, frames: (chunk: Buffer) => readonly Buffer[]): void {
    from.on('data', (chunk: Buffer) => {
      try {
        const flowing = frames(chunk).map((frame) => to.write(frame));
        if (flowing.includes(false)) from.pause();
      } catch (error) {
        this.route.log.warn({ err: error }, 'A connection was closed for what it sent');
        this.destroy();
      }
    });
    to.on('drain', () => from.resume());
  }

  #toBroker(chunk: Buffer): readonly Buffer[] {
    const frames = this.#requests.push(chunk);
    for (const frame of frames) {
      const header = readRequestHeader(frame);
      if (!header) continue;
      const { apiKey, correlationId } = header;
      if (apiKey === apiKeys.metadata || apiKey === apiKeys.findCoordinator) this.#awaited.add(correlationId);
      if (this.#awaited.size > maxAwaited) throw new RangeError('Too many requests are unanswered');
      if (!this.route.groups.admits(frame, header))
        throw new RangeError('A commit is from before this broker began');
      hastenRequest(frame, header, times);
    }
    return frames;
  }

  #toClient(chunk: Buffer): readonly Buffer[] {
    const frames = this.#responses.push(chunk);
    for (const frame of frames) {
      const correlationId = readCorrelationId(frame);
      if (correlationId === undefined || !this.#awaited.delete(correlationId)) continue;
      rewriteAdvertisedPort(frame, this.route.upstream, this.route.port);
    }
    return frames;
  }
}

import { connect, type Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Arrivals } from './Arrivals.js';
import { FetchGate } from './FetchGate.js';
import { FrameSplitter } from './FrameSplitter.js';
import type { GroupGate } from './GroupGate.js';
import { apiKeys, readCorrelationId, readRequestHeader, type RequestHeader } from './kafkaRequest.js';
import { type AdvertisedAddress, rewriteAdvertisedPort } from './rewriteAdvertisedPort.js';
import { shortenSession } from './shortenSession.js';
import type { TopicIds } from './TopicIds.js';

/** The most a client of ours sends in one frame, with room to spare. */
const maxFrameBytes = 128 * 1024 * 1024;
/** More unanswered requests that we wait for than any client has. */
const maxAwaited = 1_000;
/**
 * A rebalance of the mock takes the session less one second. The session must outlast the 3 s the mock waits before
 * it answers the first member of a group, or it would take that member for dead meanwhile.
 */
const maxSessionMs = 3_200;

export interface ProxyRoute {
  readonly upstream: AdvertisedAddress;
  /** The port clients are told instead of the upstream's. */
  readonly port: number;
  readonly groups: GroupGate;
  readonly arrivals: Arrivals;
  readonly topicIds: TopicIds;
  readonly log: Logger;
}

/** One client's connection, forwarded to the broker frame by frame. Ends when either side does. */
export class ProxiedConnection {
  readonly #upstream: Socket;
  readonly #requests = new FrameSplitter(maxFrameBytes);
  readonly #responses = new FrameSplitter(maxFrameBytes);
  readonly #fetches: FetchGate;
  /** What to do with the responses to requests, by correlation id. */
  readonly #awaited = new Map<number, (response: Buffer) => void>();

  constructor(
    private readonly client: Socket,
    private readonly route: ProxyRoute,
  ) {
    this.#upstream = connect({ host: route.upstream.host, port: route.upstream.port });
    this.#fetches = new FetchGate(route.arrivals, (frame) => this.#upstream.write(frame));
    for (const socket of [client, this.#upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.destroy());
      socket.on('close', () => this.destroy());
    }
    this.#forward(client, this.#upstream, (chunk) => this.#toBroker(chunk));
    this.#forward(this.#upstream, client, (chunk) => this.#toClient(chunk));
  }

  destroy(): void {
    this.#fetches.close();
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

  /** The frames that go on at once; a Fetch goes when it is worth it. */
  #toBroker(chunk: Buffer): readonly Buffer[] {
    return this.#requests.push(chunk).filter((frame) => {
      const header = readRequestHeader(frame);
      if (header === undefined) return true;
      this.#awaitResponse(frame, header);
      if (!this.route.groups.admits(frame, header))
        throw new RangeError('A commit is from before this broker began');
      shortenSession(frame, header, maxSessionMs);
      if (header.apiKey === apiKeys.fetch) this.#fetches.pass(frame, header);
      return header.apiKey !== apiKeys.fetch;
    });
  }

  #awaitResponse(frame: Buffer, { apiKey, apiVersion, correlationId }: RequestHeader): void {
    const { arrivals, topicIds, upstream, port } = this.route;
    if (apiKey === apiKeys.produce) {
      const topicId = topicIds.writtenBy(frame, apiVersion);
      this.#awaited.set(correlationId, () => arrivals.note(topicId));
    }
    if (apiKey === apiKeys.fetch)
      this.#awaited.set(correlationId, (response) => this.#fetches.answered(response));
    if (apiKey === apiKeys.metadata || apiKey === apiKeys.findCoordinator)
      this.#awaited.set(correlationId, (response) => {
        rewriteAdvertisedPort(response, upstream, port);
        if (apiKey === apiKeys.metadata) topicIds.learn(response, apiVersion);
      });
    if (this.#awaited.size > maxAwaited) throw new RangeError('Too many requests are unanswered');
  }

  #toClient(chunk: Buffer): readonly Buffer[] {
    const frames = this.#responses.push(chunk);
    for (const frame of frames) {
      const correlationId = readCorrelationId(frame);
      if (correlationId === undefined) continue;
      this.#awaited.get(correlationId)?.(frame);
      this.#awaited.delete(correlationId);
    }
    return frames;
  }
}

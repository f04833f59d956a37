import { continueTrace } from '@ai-collective/platform/runtime';
import type { Arrival } from '../../http/Callers.js';
import type { CommunityTally } from '../../observability/metrics/CommunityTally.js';
import type { OriginVerdict } from './originOf.js';
import { socketHeaders } from './socketHeaders.js';
import type { SocketSettings } from './SocketSettings.js';

/** The request that became a WebSocket. */
export interface Upgrade {
  readonly headers: Arrival['headers'];
  readonly ip: string;
  readonly origin: OriginVerdict;
}

/** What the gateway knows of one open WebSocket. */
export class SocketSession<Context> {
  readonly #upgrade: Upgrade;
  readonly #settings: SocketSettings<Context>;
  #headers: Arrival['headers'];
  #isClosed = false;
  #leave: () => void = () => undefined;
  #tally: CommunityTally;

  /** Writes a message; done when it has left for the network, or the socket has closed. */
  readonly send: (text: string) => Promise<void>;

  constructor(upgrade: Upgrade, settings: SocketSettings<Context>, send: (text: string) => Promise<void>) {
    this.#upgrade = upgrade;
    this.#headers = upgrade.headers;
    this.#settings = settings;
    this.#tally = settings.metrics.communities.nobody;
    this.send = send;
  }

  /** Learns who the client is. Rejects with the AppError to close the socket with. */
  async introduce(payload: Readonly<Record<string, unknown>>): Promise<void> {
    const { headers: upgrade, origin } = this.#upgrade;
    const { callers, initHeaders: names, sockets, metrics } = this.#settings;
    this.#headers = socketHeaders({ upgrade, payload, origin, names });
    const { admissionKey, community } = await callers.identify(this.arrival());
    if (this.#isClosed) return;
    const leave = sockets.enter(admissionKey);
    const tally = metrics.communities.of(community);
    tally.openSockets++;
    this.#tally = tally;
    this.#leave = () => {
      leave();
      tally.openSockets--;
    };
  }

  /** Where what the client asks is counted: its community's tally, once that is known. */
  get tally(): CommunityTally {
    return this.#tally;
  }

  /** An operation of the client, as if it had come as a request of its own. */
  arrival(): Arrival {
    const headers = this.#headers;
    const { ip, headers: upgrade } = this.#upgrade;
    const trace = continueTrace(headers.traceparent?.toString());
    return { headers, host: upgrade.host ?? '', ip, trace };
  }

  close(): void {
    this.#isClosed = true;
    this.#leave();
  }
}

import type { HttpTransport } from '../engine/transport/createHttpTransport.js';

/** Where a supergraph says that a subgraph is. */
export interface SubgraphAddress {
  readonly subgraph: string;
  readonly address: string;
}

/** A transport that is in use until it is released. */
export interface TransportLease<Context> {
  readonly transport: HttpTransport<Context>;
  release(): void;
}

interface Kept<Context> {
  readonly transport: HttpTransport<Context>;
  users: number;
}

/**
 * Transports by name and address, one each however many engines use it: connections and circuits outlive the change of a
 * supergraph. The last to release one closes it.
 */
export class SubgraphTransports<Context> {
  readonly #create: (address: SubgraphAddress) => HttpTransport<Context>;
  readonly #kept = new Map<string, Kept<Context>>();

  constructor(create: (address: SubgraphAddress) => HttpTransport<Context>) {
    this.#create = create;
  }

  /** Names and addresses of the subgraphs that are connected. */
  get size(): number {
    return this.#kept.size;
  }

  lease(address: SubgraphAddress): TransportLease<Context> {
    const key = JSON.stringify([address.subgraph, address.address]);
    const kept = this.#kept.get(key) ?? { transport: this.#create(address), users: 0 };
    this.#kept.set(key, kept);
    kept.users++;
    let isReleased = false;
    return {
      transport: kept.transport,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        if (--kept.users > 0) return;
        this.#kept.delete(key);
        void kept.transport.close();
      },
    };
  }

  async close(): Promise<void> {
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(kept.map(({ transport }) => transport.close()));
  }
}

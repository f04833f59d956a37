import { Cancellation } from '../engine/transport/Cancellation.js';
import { SubgraphFailure } from '../engine/transport/SubgraphFailure.js';
import type { SubgraphRequest, SubgraphTransport } from '../engine/transport/SubgraphTransport.js';
import { SharedSource } from './SharedSource.js';

export interface SharingSettings<Context> {
  readonly subgraph: string;
  /**
   * Everything of a context that events may depend on: who asks, in which community, and what of the request the subgraph
   * is told. Equal keys mean that the same events may be shown. Undefined: not shared.
   */
  readonly sharingKey: (context: Context) => string | undefined;
  /** Events kept for one subscriber whose events are completed slower than they come. */
  readonly capacity: number;
}

/**
 * Lets identical subscriptions to one subgraph share one upstream, which lasts as long as anybody listens. Whoever joins
 * later gets the events that come from then on. Each reads at a pace of their own; one who is too slow falls out, alone.
 */
export class SharedSubscriptions<Context> {
  readonly #transport: Pick<SubgraphTransport<Context>, 'subscribe'>;
  readonly #settings: SharingSettings<Context>;
  /** Only of upstreams somebody listens to, so never more than there are open subscriptions. */
  readonly #sources = new Map<string, SharedSource>();

  constructor(transport: Pick<SubgraphTransport<Context>, 'subscribe'>, settings: SharingSettings<Context>) {
    this.#transport = transport;
    this.#settings = settings;
  }

  /** Upstreams that are open now. */
  get upstreams(): number {
    return this.#sources.size;
  }

  subscribe(request: SubgraphRequest<Context>): AsyncIterable<unknown> {
    const given = this.#settings.sharingKey(request.context);
    if (given === undefined) return this.#transport.subscribe(request);
    return this.#join(`${given}\0${request.body}`, request);
  }

  async *#join(key: string, request: SubgraphRequest<Context>): AsyncGenerator<unknown, void, undefined> {
    const listener = this.#sourceOf(key, request).listen(this.#settings.capacity);
    const stay = request.cancellation.whenCancelled(listener.leave);
    try {
      for (let event = await listener.next(); event !== undefined; event = await listener.next())
        yield event.value;
    } catch (error) {
      throw error instanceof SubgraphFailure
        ? new SubgraphFailure(error.code, error.subgraph, { cause: error.cause })
        : error;
    } finally {
      stay();
      listener.leave();
    }
  }

  #sourceOf(key: string, request: SubgraphRequest<Context>): SharedSource {
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const { subgraph } = this.#settings;
    const { query, variables, body, operationKind, context } = request;
    const shared = { query, variables, body, operationKind, context };
    const source: SharedSource = new SharedSource({
      open: (signal) => this.#transport.subscribe({ ...shared, cancellation: Cancellation.from(signal) }),
      onEnd: () => {
        if (this.#sources.get(key) === source) this.#sources.delete(key);
      },
      overrun: () => new SubgraphFailure('SUBGRAPH_EVENTS_OVERRUN', subgraph),
    });
    this.#sources.set(key, source);
    return source;
  }
}

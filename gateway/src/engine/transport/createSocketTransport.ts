import { SubgraphFailure } from './SubgraphFailure.js';
import type { SubgraphRequest, SubgraphTransport } from './SubgraphTransport.js';
import { UpstreamSocket } from './UpstreamSocket.js';

export interface SocketTransportSettings<Context> {
  readonly subgraph: string;
  /** Where the subgraph takes `graphql-transport-ws`: a `ws:` or `wss:` address. */
  readonly url: URL;
  /** Headers of the request that opens the socket, and payload of `connection_init`: a passport, a trace. */
  readonly headers: (
    context: Context,
  ) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** Longest wait for the connection to be acknowledged, ms. */
  readonly timeoutMs: number;
  /** Longest silence, ms: the subgraph is pinged more often than that. */
  readonly silenceMs: number;
  /** Largest message, bytes. */
  readonly maxResponseBytes: number;
  /** Most sockets at once: each belongs to one subscription. */
  readonly connections: number;
}

/** Subscriptions over sockets of their own; the one who makes it closes it. */
export interface SocketTransport<Context> extends Pick<SubgraphTransport<Context>, 'subscribe'> {
  close(): Promise<void>;
}

/**
 * Subscribes by the protocol `graphql-transport-ws`. Each subscription has a socket, since the socket carries who is
 * asking; a subgraph that sends faster than it is read is not listened to until there is room.
 */
export function createSocketTransport<Context>(
  settings: SocketTransportSettings<Context>,
): SocketTransport<Context> {
  const open = new Set<UpstreamSocket>();
  return {
    subscribe: (request) => subscribe(settings, open, request),
    close: async () => {
      await Promise.all([...open].map((socket) => socket.end()));
    },
  };
}

async function* subscribe<Context>(
  settings: SocketTransportSettings<Context>,
  open: Set<UpstreamSocket>,
  { query, variables, context, cancellation }: SubgraphRequest<Context>,
): AsyncGenerator<unknown, void, undefined> {
  const socket = await openSocket(settings, open, context);
  const stay = cancellation.whenCancelled(() => void socket.end());
  try {
    cancellation.throwIfCancelled();
    yield* socket.subscribe({ query, variables });
  } finally {
    stay();
    open.delete(socket);
    await socket.end();
  }
}

async function openSocket<Context>(
  settings: SocketTransportSettings<Context>,
  open: Set<UpstreamSocket>,
  context: Context,
): Promise<UpstreamSocket> {
  try {
    const headers = await settings.headers(context);
    if (open.size >= settings.connections)
      throw new Error(`All ${settings.connections} connections for subscriptions are taken.`);
    const socket = new UpstreamSocket({ ...settings, headers });
    open.add(socket);
    return socket;
  } catch (cause) {
    throw new SubgraphFailure('SUBGRAPH_UNREACHABLE', settings.subgraph, { cause });
  }
}

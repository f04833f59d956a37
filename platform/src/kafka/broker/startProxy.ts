import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Logger } from 'pino';
import { Arrivals } from './Arrivals.js';
import { GroupGate } from './GroupGate.js';
import { ProxiedConnection } from './ProxiedConnection.js';
import type { AdvertisedAddress } from './rewriteAdvertisedPort.js';
import { TopicIds } from './TopicIds.js';

export interface ProxyOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly maxConnections: number;
  readonly upstream: AdvertisedAddress;
  readonly log: Logger;
}

export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Forwards Kafka connections from a port of our choice to the broker, and tells clients that the broker is here.
 * Rejects with the system's error (EADDRINUSE, …) when it cannot listen.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { host, maxConnections, upstream, log } = options;
  const connections = new Set<ProxiedConnection>();
  const groups = new GroupGate();
  const arrivals = new Arrivals();
  const topicIds = new TopicIds();
  const server = createServer();
  server.maxConnections = maxConnections;
  server.listen({ host, port: options.port });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  server.on('connection', (socket) => {
    const connection = new ProxiedConnection(socket, { upstream, port, groups, arrivals, topicIds, log });
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.on('drop', () => log.warn({ maxConnections }, 'A connection was refused: too many are open'));
  return {
    port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}

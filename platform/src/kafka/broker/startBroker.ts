import type { Logger } from 'pino';
import { startMockCluster } from './startMockCluster.js';
import { startProxy } from './startProxy.js';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly maxConnections: number;
  readonly log: Logger;
}

export interface RunningBroker {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts the in-process broker behind a fixed port (docs/decisions/0004-in-process-broker.md). */
export async function startBroker({
  host,
  port,
  maxConnections,
  log,
}: BrokerOptions): Promise<RunningBroker> {
  const cluster = await startMockCluster(log);
  try {
    const proxy = await startProxy({ host, port, maxConnections, upstream: cluster.address, log });
    return {
      port: proxy.port,
      stop: async () => {
        await proxy.stop();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

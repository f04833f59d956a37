import rdkafka from 'node-rdkafka';
import type { Logger } from 'pino';
import { connectClient } from '../connectClient.js';
import { disconnectClient } from '../disconnectClient.js';
import { observeClient } from '../observeClient.js';
import type { AdvertisedAddress } from './rewriteAdvertisedPort.js';

export interface MockCluster {
  /** Where the one broker listens, and what it tells its clients. */
  readonly address: AdvertisedAddress;
  stop(): Promise<void>;
}

const startTimeoutMs = 10_000;
const stopTimeoutMs = 2_000;
/** The typings do not know librdkafka's setting for it. */
const settings = { 'test.mock.num.brokers': 1, 'client.id': 'broker' } as const;

/**
 * Starts librdkafka's own broker (`test.mock.num.brokers`) in this process. It lives in a producer,
 * keeps at most 5 MB a partition, in memory, and listens on a port it chooses on the loopback interface.
 */
export async function startMockCluster(log: Logger): Promise<MockCluster> {
  const host = new rdkafka.Producer(settings, {});
  observeClient(host, log, (trouble) => log.warn({ trouble }, 'The in-process broker is in trouble'));
  await connectClient(host, startTimeoutMs);
  host.setPollInterval(1_000);
  return {
    address: await brokerAddress(host),
    stop: () => disconnectClient(host, stopTimeoutMs),
  };
}

async function brokerAddress(host: rdkafka.Producer): Promise<AdvertisedAddress> {
  return new Promise((resolve, reject) => {
    host.getMetadata({ timeout: startTimeoutMs, allTopics: false }, (error: unknown, metadata) => {
      const broker = error ? undefined : metadata.brokers[0];
      if (broker) resolve({ host: broker.host, port: broker.port });
      else reject(new Error('The in-process broker did not tell its address', { cause: error }));
    });
  });
}

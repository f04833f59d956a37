import type { GlobalConfig } from 'node-rdkafka';

/**
 * What every client of ours has in common. A broker that comes back is found again within a second,
 * and small messages leave at once. Times are in milliseconds.
 */
export function connectionSettings(brokers: string, clientId: string): GlobalConfig {
  return {
    'metadata.broker.list': brokers,
    'client.id': clientId,
    'broker.address.family': 'v4',
    'socket.nagle.disable': true,
    'socket.keepalive.enable': true,
    'socket.timeout.ms': 10_000,
    'socket.connection.setup.timeout.ms': 5_000,
    'reconnect.backoff.ms': 50,
    'reconnect.backoff.max.ms': 500,
    'retry.backoff.ms': 50,
    'retry.backoff.max.ms': 500,
    'topic.metadata.refresh.interval.ms': 1_000,
    'topic.metadata.refresh.fast.interval.ms': 50,
    'log.connection.close': false,
  };
}

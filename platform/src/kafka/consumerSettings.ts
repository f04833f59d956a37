import { randomUUID } from 'node:crypto';
import type { ConsumerGlobalConfig } from 'node-rdkafka';
import { connectionSettings } from './connectionSettings.js';
import type { ConsumerOptions } from './KafkaConsumer.js';

/**
 * How our consumers read. Times are in milliseconds.
 *
 * The session is the shortest Apache Kafka allows by default (`group.min.session.timeout.ms`), so that the partitions
 * of a killed process find another soon; heartbeats are frequent because they are how members learn of a rebalance.
 * Cooperative rebalancing leaves partitions that do not move alone when a topic or a member comes or goes.
 */
export function consumerSettings(options: ConsumerOptions): ConsumerGlobalConfig {
  const { brokers, groupId, fromBeginning = false } = options;
  return {
    ...connectionSettings(brokers, groupId),
    'group.id': fromBeginning ? `${groupId}.${randomUUID()}` : groupId,
    'partition.assignment.strategy': 'cooperative-sticky',
    'session.timeout.ms': 6_000,
    'heartbeat.interval.ms': 500,
    // The reading thread asks all the time: when it has not for so long, it is gone and the session is replaced.
    'max.poll.interval.ms': 15_000,
    'enable.auto.commit': false,
    'enable.auto.offset.store': false,
    offset_commit_cb: true,
    'allow.auto.create.topics': true,
    'fetch.min.bytes': 1,
    'fetch.wait.max.ms': 500,
    'fetch.error.backoff.ms': 100,
    'fetch.queue.backoff.ms': 20,
    'queued.min.messages': 10_000,
    'queued.max.messages.kbytes': 16_384,
  };
}

import rdkafka from 'node-rdkafka';
import type { Logger } from 'pino';
import { connectClient } from './connectClient.js';
import { connectionSettings } from './connectionSettings.js';
import { disconnectClient } from './disconnectClient.js';
import { KafkaError } from './KafkaError.js';
import { observeClient } from './observeClient.js';
import { topicMetadata } from './topicMetadata.js';

const connectTimeoutMs = 2_000;
const answerTimeoutMs = 3_000;
const errors = rdkafka.CODES.ERRORS;

const unanswered: ReadonlySet<number> = new Set([
  errors.ERR__TIMED_OUT,
  errors.ERR__UNSUPPORTED_FEATURE,
  errors.ERR_UNSUPPORTED_VERSION,
]);
const refusals: ReadonlySet<number> = new Set([
  errors.ERR_TOPIC_EXCEPTION,
  errors.ERR_INVALID_CONFIG,
  errors.ERR_POLICY_VIOLATION,
  errors.ERR_INVALID_PARTITIONS,
  errors.ERR_INVALID_REPLICATION_FACTOR,
]);

export interface TopicSettings {
  /** Partitions of a new topic; those of an existing one stay. Default 4. */
  readonly partitions?: number;
  /** Topics of these that keep only the newest message of each key. */
  readonly compacted?: ReadonlySet<string>;
  /** Brokers that keep a copy. Default -1: what the broker is set to. */
  readonly replicas?: number;
  readonly log: Logger;
}

/**
 * Creates the topics that do not exist yet; settings of existing ones stay as they are.
 * The in-process broker does not know the request: there, after 3 s without an answer, topics are created by
 * using them (4 partitions each), and those that exist already cost no time.
 * @throws KafkaError KAFKA_UNAVAILABLE when no broker answers within 8 s or it refuses,
 *   KAFKA_REJECTED when a topic's name or settings are not allowed.
 */
export async function ensureTopics(
  brokers: string,
  topics: readonly string[],
  settings: TopicSettings,
): Promise<void> {
  const client = new rdkafka.Producer(connectionSettings(brokers, 'topics'), {});
  observeClient(client, settings.log, () => undefined);
  const admin = rdkafka.AdminClient.create(connectionSettings(brokers, 'topics'));
  try {
    await connectClient(client, connectTimeoutMs);
    const existing = new Set((await topicMetadata(client)).topics.map(({ name }) => name));
    const missing = topics.filter((topic) => !existing.has(topic));
    const outcomes = await Promise.all(missing.map((topic) => createTopic(admin, topic, settings)));
    const silent = missing.filter((_, index) => outcomes[index] === 'NO_ANSWER');
    for (const topic of silent) await topicMetadata(client, topic);
  } catch (error) {
    if (error instanceof KafkaError) throw error;
    throw new KafkaError('KAFKA_UNAVAILABLE', 'No broker answered the wish for topics', { cause: error });
  } finally {
    admin.disconnect();
    await disconnectClient(client, connectTimeoutMs);
  }
}

async function createTopic(
  admin: rdkafka.IAdminClient,
  topic: string,
  settings: TopicSettings,
): Promise<'CREATED' | 'NO_ANSWER'> {
  const wanted = {
    topic,
    num_partitions: settings.partitions ?? 4,
    replication_factor: settings.replicas ?? -1,
    config: { 'cleanup.policy': settings.compacted?.has(topic) ? 'compact' : 'delete' },
  };
  const error = await new Promise<rdkafka.LibrdKafkaError | undefined>((resolve) => {
    admin.createTopic(wanted, answerTimeoutMs, (failure?: rdkafka.LibrdKafkaError) => resolve(failure));
  });
  if (!error || error.code === errors.ERR_TOPIC_ALREADY_EXISTS) return 'CREATED';
  if (unanswered.has(error.code)) return 'NO_ANSWER';
  if (refusals.has(error.code)) {
    throw new KafkaError('KAFKA_REJECTED', `The topic ${topic} is not allowed`, { cause: error });
  }
  throw new KafkaError('KAFKA_UNAVAILABLE', `The topic ${topic} could not be created`, { cause: error });
}

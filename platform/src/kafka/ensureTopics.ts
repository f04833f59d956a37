import rdkafka from 'node-rdkafka';
import { connectionSettings } from './connectionSettings.js';
import { KafkaError } from './KafkaError.js';

const answerTimeoutMs = 5_000;
const errors = rdkafka.CODES.ERRORS;

export interface TopicSettings {
  /** Partitions of a new topic; those of an existing one stay. Default 4. */
  readonly partitions?: number;
  /** Topics of these that keep only the newest message of each key. */
  readonly compacted?: ReadonlySet<string>;
  /** Brokers that keep a copy. Default -1: what the broker is set to. */
  readonly replicas?: number;
}

/**
 * Creates the topics that do not exist yet; settings of existing ones stay as they are.
 * Brokers that do not know the request (the in-process broker, where topics appear on first use) are left alone.
 * @throws KafkaError KAFKA_UNAVAILABLE when a broker refuses or does not answer within 5 s,
 *   KAFKA_REJECTED when a topic's name or settings are not allowed.
 */
export async function ensureTopics(
  brokers: string,
  topics: readonly string[],
  settings: TopicSettings = {},
): Promise<void> {
  const admin = rdkafka.AdminClient.create(connectionSettings(brokers, 'topics'));
  try {
    await Promise.all(topics.map((topic) => createTopic(admin, topic, settings)));
  } finally {
    admin.disconnect();
  }
}

async function createTopic(
  admin: rdkafka.IAdminClient,
  topic: string,
  settings: TopicSettings,
): Promise<void> {
  const wanted = {
    topic,
    num_partitions: settings.partitions ?? 4,
    replication_factor: settings.replicas ?? -1,
    config: { 'cleanup.policy': settings.compacted?.has(topic) ? 'compact' : 'delete' },
  };
  const error = await new Promise<rdkafka.LibrdKafkaError | undefined>((resolve) => {
    admin.createTopic(wanted, answerTimeoutMs, (failure?: rdkafka.LibrdKafkaError) => resolve(failure));
  });
  switch (error?.code) {
    case undefined:
    case errors.ERR_TOPIC_ALREADY_EXISTS:
    case errors.ERR__UNSUPPORTED_FEATURE:
    case errors.ERR_UNSUPPORTED_VERSION:
      return;
    case errors.ERR_TOPIC_EXCEPTION:
    case errors.ERR_INVALID_CONFIG:
    case errors.ERR_POLICY_VIOLATION:
    case errors.ERR_INVALID_PARTITIONS:
    case errors.ERR_INVALID_REPLICATION_FACTOR:
      throw new KafkaError('KAFKA_REJECTED', `The topic ${topic} is not allowed`, { cause: error });
    default:
      throw new KafkaError('KAFKA_UNAVAILABLE', `The topic ${topic} could not be created`, { cause: error });
  }
}

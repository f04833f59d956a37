import { memberRecordSchema, topics, type MemberRecord } from '@ai-collective/contracts';
import {
  startConsumer,
  type IncomingMessage,
  type KafkaConsumer,
  type Logger,
} from '@ai-collective/platform';

/**
 * Reads `identity.members` from its beginning at each start, and keeps up with it: a database that was brought back from a copy, or a
 * broker that lost its memory, leaves nobody out for longer than that. `keep` must bear repetition.
 */
export function followMembers(settings: {
  readonly brokers: string;
  readonly log: Logger;
  readonly keep: (records: readonly MemberRecord[]) => Promise<void>;
}): Promise<KafkaConsumer> {
  const { brokers, log, keep } = settings;
  return startConsumer({
    brokers,
    groupId: 'governance-members',
    topics: [topics.members],
    fromBeginning: true,
    commit: 'manual',
    log,
    handle: (batch) => keep(parseMembers(batch, log)),
  });
}

/** The records of messages. One that is malformed is logged and left out. */
export function parseMembers(
  batch: readonly Pick<IncomingMessage, 'key' | 'offset' | 'value'>[],
  log: Pick<Logger, 'error'>,
): readonly MemberRecord[] {
  return batch.flatMap(({ key, offset, value }) => {
    try {
      return [memberRecordSchema.parse(JSON.parse(value.toString('utf8')))];
    } catch (error) {
      log.error({ err: error, key, offset }, 'a member record is malformed and was ignored');
      return [];
    }
  });
}

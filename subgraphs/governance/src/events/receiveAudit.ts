import { auditRecordSchema, topics, type AuditRecord } from '@ai-collective/contracts';
import {
  startConsumer,
  type IncomingMessage,
  type KafkaConsumer,
  type Logger,
} from '@ai-collective/platform';

interface ReceiveAuditSettings {
  readonly brokers: string;
  readonly log: Logger;
  /** Appends records to the log; a batch whose appending fails comes again. */
  readonly append: (records: readonly AuditRecord[]) => Promise<void>;
}

/** Appends what arrives on `audit.events` to the log, and commits it afterwards. */
export function receiveAudit({ brokers, log, append }: ReceiveAuditSettings): Promise<KafkaConsumer> {
  return startConsumer({
    brokers,
    groupId: 'governance-audit',
    topics: [topics.audit],
    commit: 'after-handling',
    log,
    handle: (batch) => append(parseRecords(batch, log)),
  });
}

const longestName = 200;

/** A record whose names the log can store and index: one that cannot be appended would come again for ever. */
const storableRecordSchema = auditRecordSchema.refine(
  ({ id, communityId, action }) => [id, communityId, action].every(isStorable),
  'its id, community or action cannot be stored',
);

/** PostgreSQL's text has no NUL and no half of a surrogate pair, and its indexes no long entries. */
function isStorable(name: string): boolean {
  return name.length <= longestName && !name.includes('\0') && !/\p{Surrogate}/u.test(name);
}

/** The records of a batch; what is none is logged and left out. */
export function parseRecords(batch: readonly IncomingMessage[], log: Logger): readonly AuditRecord[] {
  return batch.flatMap((message) => {
    try {
      return storableRecordSchema.parse(JSON.parse(message.value.toString('utf8')));
    } catch (error) {
      log.error(
        { err: error, partition: message.partition, offset: message.offset },
        'an audit record is malformed',
      );
      return [];
    }
  });
}

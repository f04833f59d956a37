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

/** The records of a batch; what is none is logged and left out. */
export function parseRecords(batch: readonly IncomingMessage[], log: Logger): readonly AuditRecord[] {
  return batch.flatMap((message) => {
    try {
      return auditRecordSchema.parse(JSON.parse(message.value.toString('utf8')));
    } catch (error) {
      log.error(
        { err: error, partition: message.partition, offset: message.offset },
        'an audit record is malformed',
      );
      return [];
    }
  });
}

import { fleetRecordSchema, topics, type FleetRecord } from '@ai-collective/contracts';
import {
  startConsumer,
  type IncomingMessage,
  type KafkaConsumer,
  type Logger,
} from '@ai-collective/platform';

/**
 * Reads `compute.fleets` from its beginning at each start, and keeps up with it: a database that was brought back from a
 * copy, or a broker that lost its memory, leaves nothing out for longer than that. `keep` must bear repetition.
 */
export function followFleets(settings: {
  readonly brokers: string;
  readonly log: Logger;
  readonly keep: (records: readonly FleetRecord[]) => Promise<void>;
}): Promise<KafkaConsumer> {
  const { brokers, log, keep } = settings;
  return startConsumer({
    brokers,
    groupId: 'identity-fleets',
    topics: [topics.fleets],
    fromBeginning: true,
    commit: 'manual',
    log,
    handle: (batch) => keep(parseFleets(batch, log)),
  });
}

/** The records of messages. One that is malformed is logged and left out. */
export function parseFleets(
  batch: readonly Pick<IncomingMessage, 'key' | 'offset' | 'value'>[],
  log: Pick<Logger, 'error'>,
): readonly FleetRecord[] {
  return batch.flatMap(({ key, offset, value }) => {
    const record = parseRecord(value);
    if (record !== undefined) return [record];
    log.error({ key, offset }, 'a fleet record is malformed and was ignored');
    return [];
  });
}

function parseRecord(value: Buffer): FleetRecord | undefined {
  try {
    return fleetRecordSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}

import { deviceRecordSchema, type DeviceRecord } from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform';

/** The device records of a batch of messages, in order. A message that is none is logged and left out. */
export function parseDeviceRecords(
  batch: readonly Pick<IncomingMessage, 'value' | 'partition' | 'offset'>[],
  log: Pick<Logger, 'error'>,
): readonly DeviceRecord[] {
  return batch.flatMap(({ value, partition, offset }) => {
    const record = parse(value);
    if (record !== undefined) return [record];
    log.error({ partition, offset }, 'a device record is malformed; it is skipped');
    return [];
  });
}

function parse(value: Buffer): DeviceRecord | undefined {
  try {
    return deviceRecordSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}

import { attemptEventSchema, eventsTold, type AttemptEvent } from '@ai-collective/contracts';
import type { IncomingMessage, Logger } from '@ai-collective/platform';

const storableId = /^[\w.-]{1,128}$/;

/**
 * The attempt events of a batch of messages, in order. A message that is none is logged and left out: it would be
 * no better the next time, and must not hold up the others.
 */
export function parseAttemptEvents(
  batch: readonly Pick<IncomingMessage, 'value' | 'partition' | 'offset'>[],
  log: Pick<Logger, 'error'>,
): readonly AttemptEvent[] {
  return batch.flatMap(({ value, partition, offset }) => {
    const event = parse(value);
    if (event !== undefined) return eventsTold(event);
    log.error({ partition, offset }, 'an attempt event is malformed; it is skipped');
    return [];
  });
}

function parse(value: Buffer): AttemptEvent | undefined {
  try {
    const event = attemptEventSchema.parse(JSON.parse(value.toString('utf8')));
    const ids = [event.attemptId, event.taskId, event.communityId, event.deviceId, event.fleetId];
    return ids.every((id) => storableId.test(id)) ? event : undefined;
  } catch {
    return undefined;
  }
}

import { tasksTopic } from '@ai-collective/contracts';
import type { KafkaProducer, OutgoingMessage } from '@ai-collective/platform/runtime';
import type { DispatchContext } from '../DispatchContext.js';
import type { KnownTask } from './KnownTask.js';

const batchSize = 500;

/**
 * Asks again for every unsettled task that lies before a settled one, at the end of its partition, and settles where it lay. So what is
 * committed then leaves only unsettled tasks to whoever reads on: nothing that is done runs again. Stops at `until`, milliseconds
 * since the epoch, or when the broker does not take them; the rest stays as it was, and may run twice. Answers how many it sent.
 */
export async function sendOvertaken(
  context: DispatchContext,
  producer: Pick<KafkaProducer, 'send'>,
  until: number,
): Promise<number> {
  const isOvertaken = context.offsets.overtaken();
  const overtaken = [...context.tasks.all()].filter(({ positions }) => positions.some(isOvertaken));
  let sent = 0;
  while (sent < overtaken.length && Date.now() < until) {
    const batch = overtaken.slice(sent, sent + batchSize);
    const known = batch.flatMap(({ positions }) => positions.slice());
    try {
      await producer.send(batch.map(toMessage));
    } catch (error) {
      context.log.warn({ err: error, tasks: overtaken.length - sent }, 'tasks could not be handed over');
      break;
    }
    for (const position of known) context.offsets.settle(position);
    sent += batch.length;
  }
  return sent;
}

function toMessage({ message }: KnownTask): OutgoingMessage {
  const { taskId, fleetId, traceparent } = message;
  return {
    topic: tasksTopic(fleetId),
    key: taskId,
    value: Buffer.from(JSON.stringify(message)),
    ...(traceparent === null ? {} : { headers: { traceparent } }),
  };
}

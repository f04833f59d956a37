import { fleetMessageSchema, fleetOfTasksTopic, type FleetMessage } from '@ai-collective/contracts';
import type { IncomingMessage } from '@ai-collective/platform/runtime';
import type { DispatchContext } from '../DispatchContext.js';
import { cancelJob } from './cancelJob.js';
import { receiveTask } from './receiveTask.js';

/** Takes a batch of messages of fleets' topics. Only tasks stay unsettled; everything else is done with at once. */
export function receiveMessages(context: DispatchContext, messages: readonly IncomingMessage[]): void {
  for (const incoming of messages) {
    const position = context.offsets.begin(incoming);
    const message = parseMessage(incoming);
    if (message?.type === 'task') {
      receiveTask(context, { message, position, bytes: incoming.value.length });
      continue;
    }
    if (message?.type === 'jobCanceled') cancelJob(context, message.jobId);
    if (message === undefined) reportMalformed(context, incoming);
    context.offsets.settle(position);
  }
}

/** A message that names another fleet than its topic's is as good as malformed: devices must not cross fleets. */
function parseMessage({ topic, value }: IncomingMessage): FleetMessage | undefined {
  try {
    const message = fleetMessageSchema.parse(JSON.parse(value.toString('utf8')));
    return message.fleetId === fleetOfTasksTopic(topic) ? message : undefined;
  } catch {
    return undefined;
  }
}

function reportMalformed({ log }: DispatchContext, { topic, partition, offset, key }: IncomingMessage): void {
  log.error({ topic, partition, offset, key }, 'a message of a fleet is malformed and was set aside');
}

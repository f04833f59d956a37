import type { Logger } from '@ai-collective/platform/runtime';
import type { RequestContext } from '../forwarding/RequestContext.js';

/** Most fields named in one line of the log. */
const namedLimit = 50;

/** Writes down who was denied which fields. */
export function logDenials(
  log: Pick<Logger, 'info'>,
): (context: RequestContext, coordinates: readonly string[]) => void {
  return ({ principal: { sub, kind, community }, traceparent }, coordinates) => {
    const denied = { count: coordinates.length, coordinates: coordinates.slice(0, namedLimit) };
    log.info({ sub, kind, community, traceparent, ...denied }, 'fields were denied');
  };
}

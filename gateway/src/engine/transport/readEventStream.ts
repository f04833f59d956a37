/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Thrown when an event is larger than is accepted. */
export class EventTooLargeError extends Error {}

/**
 * Splits a `text/event-stream` body into events (HTML standard, section 9.2). Comments keep the connection
 * alive and are dropped. `limit` bounds one event, in characters.
 */
export async function* readEventStream(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true });
    const blocks = pending.split(/\r\n\r\n|\n\n|\r\r/);
    pending = blocks.pop() ?? '';
    if (pending.length > limit || blocks.some((block) => block.length > limit))
      throw new EventTooLargeError();
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

function parseEvent(block: string): ServerSentEvent | undefined {
  let event = '';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
  return event === '' && data.length === 0
    ? undefined
    : { event: event === '' ? 'message' : event, data: data.join('\n') };
}

import type { EngineResult } from '../engine/EngineError.js';
import { boundedResults, type BoundedResultsSettings } from './boundedResults.js';
import { resultJson } from './resultJson.js';

export interface EventStreamSettings extends Omit<BoundedResultsSettings, 'idleMs'> {
  /** How often an idle subscriber gets a comment, so that nobody in between closes the connection, ms. */
  readonly heartbeatMs: number;
}

const comment = ':\n\n';

/**
 * Results as server-sent events, in the distinct connections mode of the GraphQL over SSE protocol. A comment comes first, so
 * that the subscriber knows at once that the stream is open: headers go with what follows them. A subscriber that falls
 * too far behind gets SUBSCRIBER_TOO_SLOW and no more.
 */
export async function* eventStream(
  results: AsyncIterable<EngineResult>,
  { heartbeatMs: idleMs, ...settings }: EventStreamSettings,
): AsyncGenerator<string, void, undefined> {
  yield comment;
  for await (const result of boundedResults(results, { ...settings, idleMs })) yield eventOf(result);
}

function eventOf(result: EngineResult | 'idle' | 'complete'): string {
  if (result === 'idle') return comment;
  if (result === 'complete') return 'event: complete\ndata:\n\n';
  return `event: next\ndata: ${resultJson(result)}\n\n`;
}

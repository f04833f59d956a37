import { compactedTopics } from '@ai-collective/contracts';
import { ensureTopics } from '../kafka/index.js';
import type { Logger } from '../telemetry/createLogger.js';

/** Topics to create before anything is sent, where they are missing. */
export interface TopicsToPrepare {
  readonly brokers: string;
  readonly names: readonly string[];
}

/**
 * Creates a service's topics, unless they exist: a broker that makes them by itself would not compact what must stay.
 * Without a broker it only warns, since one may come later. Never rejects.
 */
export async function prepareTopics({ brokers, names }: TopicsToPrepare, log: Logger): Promise<void> {
  try {
    await ensureTopics(brokers, names, { compacted: compactedTopics, log });
  } catch (error) {
    log.warn({ err: error }, 'the topics could not be created');
  }
}

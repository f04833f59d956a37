import { compactedTopics, topics } from '@ai-collective/contracts';
import { ensureTopics, type Logger } from '@ai-collective/platform';

/**
 * Creates the topics identity writes to, unless they exist: a broker that makes them by itself would not compact
 * the devices and forget them after a week. Without a broker it only warns, since one may come later. Never rejects.
 */
export async function prepareTopics(brokers: string, log: Logger): Promise<void> {
  try {
    await ensureTopics(brokers, [topics.devices, topics.audit], { compacted: compactedTopics, log });
  } catch (error) {
    log.warn({ err: error }, 'the topics could not be created');
  }
}

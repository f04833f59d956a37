import type { Client, Metadata } from 'node-rdkafka';

const timeoutMs = 2_000;

/**
 * Asks for one topic, which creates it where brokers create topics on first use, or for all there are.
 * Rejects when no broker answers within 2 s.
 */
export async function topicMetadata(client: Client<string>, topic?: string): Promise<Metadata> {
  const wanted = topic === undefined ? { allTopics: true } : { topic };
  return new Promise((resolve, reject) => {
    client.getMetadata({ ...wanted, timeout: timeoutMs }, (error: unknown, metadata) => {
      if (error) reject(new Error('The broker did not tell of its topics', { cause: error }));
      else resolve(metadata);
    });
  });
}

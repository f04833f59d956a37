import type { Client } from 'node-rdkafka';

/** Connects a client, waiting at most `timeoutMs` for the first broker to answer. Rejects with the library's error. */
export async function connectClient(client: Client<string>, timeoutMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.connect({ timeout: timeoutMs, allTopics: false }, (error: unknown) => {
      if (error instanceof Error) reject(error);
      else if (error) reject(new Error('The Kafka client could not connect', { cause: error }));
      else resolve();
    });
  });
}

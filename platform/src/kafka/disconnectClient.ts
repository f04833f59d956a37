import type { Client } from 'node-rdkafka';
import { withinTime } from './withinTime.js';

/** Disconnects a client; gives up waiting after `timeoutMs`, when its threads end on their own. */
export async function disconnectClient(client: Client<string>, timeoutMs: number): Promise<void> {
  if (!client.isConnected()) return;
  const done = new Promise<void>((resolve) => {
    client.disconnect(() => {
      resolve();
    });
  });
  await withinTime(done, timeoutMs);
}

import type { Client } from 'node-rdkafka';
import { abandonThreads } from '../process/endProcess.js';
import { withinTime } from './withinTime.js';

/**
 * Disconnects a client; gives up waiting after `timeoutMs`. Its threads mostly end on their own then, but librdkafka's
 * destructor was seen to wait for a broker's thread for ever when the broker had gone at the wrong moment.
 */
export async function disconnectClient(client: Client<string>, timeoutMs: number): Promise<void> {
  if (!client.isConnected()) return;
  const done = new Promise<void>((resolve) => {
    client.disconnect(() => {
      resolve();
    });
  });
  if (!(await withinTime(done, timeoutMs))) abandonThreads();
}

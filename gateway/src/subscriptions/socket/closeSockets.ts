import type { WebSocket } from 'ws';
import { goingAway } from './closeCodeOf.js';

/** How long a client has to answer that it is closing, too, ms. */
const patienceMs = 1_000;

/** Says goodbye on every socket, and waits until all are closed, those that do not answer by force. */
export async function closeSockets(sockets: ReadonlySet<WebSocket>): Promise<void> {
  await Promise.all([...sockets].map(closeSocket));
}

async function closeSocket(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const timer = setTimeout(() => socket.terminate(), patienceMs);
  socket.close(goingAway, 'Going away');
  await closed;
  clearTimeout(timer);
}

import type { WebSocket } from 'ws';

/**
 * Pings a socket, and ends it when by the next time neither a pong has come nor anything of what waits to be read has
 * left: whoever reads a large answer slowly is alive.
 */
export function keepAlive(socket: WebSocket, everyMs: number): void {
  let isAlive = true;
  let unread = 0;
  socket.on('pong', () => {
    isAlive = true;
  });
  const beat = (): void => {
    if (!isAlive && socket.bufferedAmount >= unread) {
      socket.terminate();
      return;
    }
    isAlive = false;
    unread = socket.bufferedAmount;
    if (socket.readyState === socket.OPEN) socket.ping();
  };
  // After a pause of this process timers come before what has arrived meanwhile, and a pong may be among it.
  const timer = setInterval(() => setImmediate(beat), everyMs);
  socket.once('close', () => clearInterval(timer));
}

import { Socket } from 'node:net';

/**
 * A socket that sends what is written in one turn of the event loop at once. The driver writes every statement by
 * itself; each write costs more than most statements do, and wakes the server.
 */
export function coalescingSocket(): Socket {
  const socket = new Socket();
  const write = socket.write.bind(socket) as (...parameters: unknown[]) => boolean;
  const writeLater = (...parameters: unknown[]): boolean => {
    socket.cork();
    process.nextTick(() => socket.uncork());
    return write(...parameters);
  };
  return Object.assign(socket, { write: writeLater });
}

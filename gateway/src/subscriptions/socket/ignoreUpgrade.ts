import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const dropped = new Set(['upgrade', 'http2-settings']);

/**
 * Lets the server answer a request as if it had not offered to change protocols. Clients offer HTTP/2 on their first
 * request (Java's does by default), and Node parses no body once anybody listens for upgrades: the request goes back to
 * its connection without the offer, and the connection to the server.
 */
export function ignoreUpgrade(
  server: Server,
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): void {
  socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), head]));
  server.emit('connection', socket);
}

function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const kept = name.toLowerCase() === 'connection' ? withoutOffer(value) : value;
    if (!dropped.has(name.toLowerCase()) && kept !== '') lines.push(`${name}: ${kept}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function withoutOffer(connection: string): string {
  const options = connection.split(',').map((option) => option.trim());
  return options.filter((option) => !dropped.has(option.toLowerCase())).join(', ');
}

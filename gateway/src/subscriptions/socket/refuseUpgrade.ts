import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '@ai-collective/platform/runtime';
import { asGraphqlError } from '../../http/asGraphqlError.js';

/** Answers a request that asked for a WebSocket with an error instead, and closes its connection. */
export function refuseUpgrade(socket: Duplex, error: AppError): void {
  const body = JSON.stringify({ errors: [asGraphqlError(error)] });
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'connection: close',
    'cache-control: no-store',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const headersTooLarge: Answer = {
  status: 431,
  code: 'HEADERS_TOO_LARGE',
  message: 'The address and the headers of a request may have 16 KiB together.',
};
const headersTimeout: Answer = {
  status: 408,
  code: 'HEADERS_TIMEOUT',
  message: 'The head of the request did not arrive in time.',
};
const malformed: Answer = { status: 400, code: 'MALFORMED_REQUEST', message: 'This is no HTTP/1.1 request.' };

/**
 * Answers what is not even a request, in the shape of every other error, and closes the connection: nobody knows where
 * on it the next request would begin.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (socket.destroyed || error.code === 'ECONNRESET') return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const { status, code, message } = answerTo(error.code);
  const body = JSON.stringify({ code, message, errors: [{ message, extensions: { code } }] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function answerTo(code: string | undefined): Answer {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? headersTimeout : malformed;
}

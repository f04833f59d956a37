import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A WebSocket that speaks to the gateway without a library of the protocol. */
export interface RawSocket {
  readonly socket: WebSocket;
  /** Messages that came, parsed. */
  readonly messages: readonly Message[];
  /** The close code, once there is one. */
  readonly closed: Promise<number>;
  send(message: unknown): void;
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** Opens a WebSocket at `/graphql`; rejects when it is refused. */
export async function openSocket(
  url: string,
  options: ClientOptions & { readonly protocol?: string } = {},
): Promise<RawSocket> {
  const { protocol = 'graphql-transport-ws', ...rest } = options;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol, rest);
  const messages: Message[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString('utf8')) as Message));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  const send = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return { socket, messages, closed, send };
}

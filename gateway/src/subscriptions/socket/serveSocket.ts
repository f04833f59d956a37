import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { AppError } from '@ai-collective/platform/runtime';
import { closeCodeOf } from './closeCodeOf.js';
import { keepAlive } from './keepAlive.js';
import { SocketSession, type Upgrade } from './SocketSession.js';
import type { SocketSettings } from './SocketSettings.js';

/** A client whose unread answers are larger than this is not listened to until it has read some, bytes. */
const mostUnread = 1_048_576;

const badRequest = 4400;

/** Serves one open WebSocket until it closes. */
export function serveSocket<Context>(
  protocol: Server<SocketSession<Context>>,
  socket: WebSocket,
  parts: { readonly upgrade: Upgrade; readonly settings: SocketSettings<Context> },
): void {
  const { upgrade, settings } = parts;
  const send = (text: string): Promise<void> =>
    new Promise((resolve) => {
      socket.send(text, () => {
        if (socket.isPaused && socket.bufferedAmount < mostUnread) socket.resume();
        resolve();
      });
    });
  const session = new SocketSession(upgrade, settings, send);
  const fail = (error: unknown): void => {
    if (!(error instanceof AppError)) settings.log.error({ err: error }, 'a WebSocket failed');
    socket.close(closeCodeOf(error), error instanceof AppError ? error.code : 'INTERNAL_SERVER_ERROR');
  };
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage: (receive) => {
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          if (isBinary) {
            socket.close(badRequest, 'Messages are texts');
            return;
          }
          if (socket.bufferedAmount >= mostUnread) socket.pause();
          receive(data.toString('utf8')).catch(fail);
        });
      },
    },
    session,
  );
  keepAlive(socket, settings.subscriptionHeartbeatMs);
  // What is wrong with a connection also closes it, and closing is where everything ends.
  socket.on('error', (error) => settings.log.debug({ err: error }, 'a WebSocket broke'));
  socket.once('close', (code, reason) => {
    session.close();
    closed(code, reason.toString()).catch(fail);
  });
}

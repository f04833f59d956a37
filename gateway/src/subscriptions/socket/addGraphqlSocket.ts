import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '@ai-collective/platform/runtime';
import type { FastifyInstance } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { errors } from '../../errors.js';
import { closeSockets } from './closeSockets.js';
import { ignoreUpgrade } from './ignoreUpgrade.js';
import { originOf } from './originOf.js';
import { refuseUpgrade } from './refuseUpgrade.js';
import { serveSocket } from './serveSocket.js';
import { socketProtocol } from './socketProtocol.js';
import type { SocketSettings } from './SocketSettings.js';

/** Largest message of a client, bytes: as much as the body of a request. */
const messageLimit = 1_048_576;

/** Serves `graphql-transport-ws` at `/graphql`: queries, mutations and subscriptions. */
export function addGraphqlSocket<Context>(app: FastifyInstance, settings: SocketSettings<Context>): void {
  const protocol = socketProtocol(settings);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageLimit,
    perMessageDeflate: false,
    handleProtocols,
  });
  let isClosing = false;

  const refusalOf = ({ url, headers }: IncomingMessage): AppError | undefined => {
    const { maxSockets: most, trustedOrigins } = settings;
    if (url?.split('?')[0] !== '/graphql') return errors.NOT_FOUND();
    if (isClosing) return errors.SHUTTING_DOWN();
    if (originOf(headers, trustedOrigins) === 'foreign') return errors.ORIGIN_NOT_ALLOWED();
    return sockets.clients.size >= most ? errors.TOO_MANY_SOCKETS({ most }) : undefined;
  };

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers } = request;
    if (headers.upgrade?.toLowerCase() !== 'websocket') {
      ignoreUpgrade(app.server, request, { socket, head });
      return;
    }
    const refusal = refusalOf(request);
    if (refusal !== undefined) {
      refuseUpgrade(socket, refusal);
      return;
    }
    const ip = request.socket.remoteAddress ?? '';
    const upgrade = { headers, ip, origin: originOf(headers, settings.trustedOrigins) };
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serveSocket(protocol.server, opened, { upgrade, settings }),
    );
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    await protocol.whenAnswered();
    await closeSockets(sockets.clients);
  });
}

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes, executorPath, executorSubprotocol, frameLimit } from '@ai-collective/contracts';
import { WebSocketServer } from 'ws';
import { ExecutorSession, type SessionSettings } from './ExecutorSession.js';
import { Strangers } from './Strangers.js';

export interface DoorSettings extends SessionSettings {
  readonly maxConnections: number;
  /** Connections at most whose peers have not proved who they are. Default 1,000. */
  readonly mostStrangers?: number | undefined;
}

/** The door for devices. */
export interface ExecutorDoor {
  /** Refuses newcomers from now on. */
  shut(): void;
  /** Tells every device to come back to another dispatcher, and waits for the connections to end, 3 s at most. */
  close(): Promise<void>;
}

const closeMs = 3_000;

/** Connections whose peers have not proved who they are: a fleet that comes back needs a few hundred at a time. */
const mostStrangers = 1_000;

/** Takes WebSocket connections on `executorPath` of an HTTP server, `maxConnections` at most. */
export function acceptExecutors(server: Server, settings: DoorSettings): ExecutorDoor {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameLimit,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: (offered) => (offered.has(executorSubprotocol) ? executorSubprotocol : false),
  });
  let open = true;
  const sessions = new Set<ExecutorSession>();
  const strangers = new Strangers(settings.mostStrangers ?? mostStrangers);
  server.on('connection', (socket) => strangers.add(socket));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) =>
      settings.log.debug({ err: error }, 'a connection failed before it was taken'),
    );
    const refusal = refuseUpgrade(request, open && sockets.clients.size < settings.maxConnections);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = new ExecutorSession(webSocket, settings, {
        stream: socket,
        onKnown: () => strangers.remove(socket),
      });
      sessions.add(session);
      webSocket.on('close', () => sessions.delete(session));
    });
  });
  return {
    shut: () => {
      open = false;
    },
    close: async () => {
      open = false;
      for (const session of sessions) session.close(closeCodes.goingAway, 'the dispatcher is shutting down');
      await ended(sockets);
    },
  };
}

function refuseUpgrade(request: IncomingMessage, hasRoom: boolean): string | null {
  const path = new URL(request.url ?? '/', 'http://dispatcher').pathname;
  if (path !== executorPath) return '404 Not Found';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(executorSubprotocol)) return '400 Bad Request';
  return hasRoom ? null : '503 Service Unavailable';
}

/** Resolves when all connections have ended; those that have not in time are cut off. */
async function ended(sockets: WebSocketServer): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, closeMs);
    sockets.close();
    const check = () => {
      if (sockets.clients.size > 0) return;
      clearTimeout(timer);
      resolve();
    };
    for (const socket of sockets.clients) socket.once('close', () => setImmediate(check));
    check();
  });
}

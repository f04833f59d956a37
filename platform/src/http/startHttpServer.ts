import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { AppError } from '../errors/AppError.js';
import type { Logger } from '../telemetry/createLogger.js';
import { continueTrace, type Trace } from '../telemetry/trace.js';
import { answerClientError } from './answerClientError.js';
import { addBodyDeadline } from './bodyDeadline.js';
import { addHealthRoutes, type ReadinessCheck } from './healthRoutes.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace this request belongs to. */
    trace: Trace;
  }
}

export interface HttpServerSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  readonly readiness: readonly ReadinessCheck[];
  /** Largest body a route takes unless it says otherwise, in bytes. */
  readonly bodyLimit?: number;
  /** Longest wait for the whole of a body that is read before its handler runs, ms; 30000 unless stated. */
  readonly bodyTimeoutMs?: number;
  /** Largest head of a request, in bytes; 16384 unless stated. */
  readonly maxHeaderBytes?: number;
  /** Longest wait for the head of a request, ms; 30000 unless stated. Looked at as often. */
  readonly headersTimeoutMs?: number;
  readonly routes: (app: FastifyInstance) => void | Promise<void>;
}

/** A listening server. */
export interface HttpServer {
  readonly port: number;
  readonly url: string;
  /** Stops accepting, lets requests in flight finish, and closes. */
  close(): Promise<void>;
}

const megabyte = 1_048_576;
const standardHeaderBytes = 16_384;
const standardHeadersTimeoutMs = 30_000;
const standardBodyTimeoutMs = 30_000;

/**
 * Starts a server with health routes, traces, one shape of error and a graceful close.
 * Rejects with PORT_TAKEN when somebody else listens on the port.
 */
export async function startHttpServer(settings: HttpServerSettings): Promise<HttpServer> {
  const log: FastifyBaseLogger = settings.log;
  const headersTimeout = settings.headersTimeoutMs ?? standardHeadersTimeoutMs;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: settings.bodyLimit ?? megabyte,
    http: {
      headersTimeout,
      connectionsCheckingInterval: headersTimeout,
      maxHeaderSize: settings.maxHeaderBytes ?? standardHeaderBytes,
    },
    clientErrorHandler: answerClientError,
    // A request may last: uploads are as long as they are. Bodies have a deadline of their own.
    requestTimeout: 0,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    trustProxy: false,
  });
  app.decorateRequest('trace', null as unknown as Trace);
  app.addHook('onRequest', async (request, reply) => {
    request.trace = continueTrace(request.headers.traceparent?.toString());
    request.log = settings.log.child({ traceId: request.trace.traceId });
    void reply.header('x-trace-id', request.trace.traceId);
  });
  addBodyDeadline(app, settings.bodyTimeoutMs ?? standardBodyTimeoutMs);
  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    if (known.status >= 500) request.log.error({ err: error }, 'a request failed');
    return reply.status(known.status).send({ code: known.code, message: known.message });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ code: 'NOT_FOUND', message: 'There is nothing at this address.' }),
  );
  addHealthRoutes(app, settings.readiness);
  await settings.routes(app);
  return listen(app, settings);
}

async function listen(app: FastifyInstance, settings: HttpServerSettings): Promise<HttpServer> {
  const { host, port } = settings;
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw isTaken(error)
      ? new AppError('PORT_TAKEN', `Port ${port} on ${host} is taken by another program.`, {
          status: 500,
          cause: error,
        })
      : error;
  }
  const address = app.server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return { port: actual, url: `http://${host}:${actual}`, close: () => closeGracefully(app) };
}

/** Fastify's own client errors keep their meaning; anything else unexpected is masked. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (statusCode === 413)
    return new AppError('BODY_TOO_LARGE', 'The request body is too large.', { status: 413 });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AppError(code?.replace(/^FST_(ERR_)?/, '') ?? 'BAD_REQUEST', message ?? 'Bad request.', {
      status: statusCode,
    });
  return new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.', {
    status: 500,
    cause: error,
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

const idleCheckMilliseconds = 50;

/**
 * Closes once the last request in flight was answered. Its connection is kept alive by then and would hold the
 * server open for the whole keep-alive time, so connections that have become idle are closed as they do.
 */
async function closeGracefully(app: FastifyInstance): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), idleCheckMilliseconds);
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { AppError } from '@ai-collective/platform/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors as undiciErrors, Pool } from 'undici';
import { errors } from '../errors.js';
import { arrivingBody } from './arrivingBody.js';

/** One door of a service that clients reach through the gateway. */
export interface ProxyRoute {
  /** Path or wildcard that is passed on, for example `/storage/*`. */
  readonly path: string;
  /** What is cut from the front of the path. */
  readonly strip: string;
  /** Origin of the service. */
  readonly target: string;
  /** Headers of the client that are passed on, besides those of the content. */
  readonly passHeaders: readonly string[];
  /** A body up to so many bytes is received whole before it is passed on; without a limit it is streamed. */
  readonly bodyLimit: number | undefined;
}

export interface ProxySettings {
  readonly routes: readonly ProxyRoute[];
  /** Longest silence of the service, ms. */
  readonly timeoutMs: number;
  /** Longest time a streamed body may stand still, ms. */
  readonly bodyIdleMs: number;
}

const contentHeaders = [
  'accept',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'range',
  'if-none-match',
  'if-match',
  'if-range',
  'if-modified-since',
];

/** Headers that concern one connection only (RFC 9110, section 7.6.1). */
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Passes requests on to services and their answers back, both as streams unless a route limits its body. Passports
 * never pass: only the headers named do, and the address the request came from. When either side goes, so does the other.
 */
export function addProxyRoutes(parent: FastifyInstance, settings: ProxySettings): void {
  const pools = new Map<string, Pool>();
  for (const { target } of settings.routes) {
    const { origin } = new URL(target);
    if (!pools.has(origin)) pools.set(origin, new Pool(origin, { connections: 64 }));
  }
  void parent.register((app: FastifyInstance, _options, done: () => void) => {
    app.addHook('onClose', async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    });
    for (const route of settings.routes) {
      const pool = pools.get(new URL(route.target).origin);
      if (pool !== undefined) addRoute(app, pool, { route, settings });
    }
    done();
  });
}

interface Door {
  readonly route: ProxyRoute;
  readonly settings: ProxySettings;
}

function addRoute(parent: FastifyInstance, pool: Pool, door: Door): void {
  const { path, bodyLimit } = door.route;
  void parent.register((app: FastifyInstance, _options, done: () => void) => {
    app.removeAllContentTypeParsers();
    if (bodyLimit === undefined) app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    else
      app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, parsed) =>
        parsed(null, body),
      );
    app.all(path, (request, reply) => forward(pool, door, { request, reply }));
    done();
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function forward(pool: Pool, door: Door, { request, reply }: Exchange): Promise<FastifyReply> {
  const { route, settings } = door;
  const end = new AbortController();
  reply.raw.once('close', () => end.abort());
  try {
    const response = await pool.request({
      method: request.method,
      path: pathFor(route, request.url),
      headers: {
        ...requestHeaders(request, route),
        traceparent: request.trace.traceparent,
        'x-forwarded-for': request.ip,
      },
      body: bodyOf(request, door, end),
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
      signal: end.signal,
    });
    return await reply
      .status(response.statusCode)
      .headers(responseHeaders(response.headers))
      .send(response.body);
  } catch (error) {
    const isStalled = end.signal.reason instanceof AppError;
    if (end.signal.aborted && !isStalled) return reply;
    if (!request.raw.complete) void reply.header('connection', 'close');
    if (isStalled) throw end.signal.reason;
    request.log.warn({ err: error, target: route.target }, 'a request could not be passed on');
    throw isTimeout(error) ? errors.GATEWAY_TIMEOUT() : errors.BAD_GATEWAY();
  }
}

function bodyOf(
  request: FastifyRequest,
  { route, settings }: Door,
  end: AbortController,
): Buffer | Readable | null {
  if (route.bodyLimit !== undefined) return request.body instanceof Buffer ? request.body : null;
  if (!hasBody(request)) return null;
  const { bodyIdleMs: idleMs } = settings;
  return Readable.from(
    arrivingBody(request.raw, { idleMs, signal: end.signal, onStall: (reason) => end.abort(reason) }),
    { objectMode: false },
  );
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function pathFor({ target, strip }: ProxyRoute, url: string): string {
  const base = new URL(target).pathname.replace(/\/$/, '');
  return base + url.slice(strip.length);
}

/** The length of a body that was received whole is known from the body itself. */
function requestHeaders(
  { headers }: FastifyRequest,
  { passHeaders, bodyLimit }: ProxyRoute,
): Record<string, string> {
  const length = bodyLimit === undefined ? ['content-length'] : [];
  const names = [...contentHeaders, ...length, ...passHeaders];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value.toString()] as const];
    }),
  );
}

function responseHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || connectionHeaders.has(name) ? [] : [[name, value] as const],
    ),
  );
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof undiciErrors.HeadersTimeoutError || error instanceof undiciErrors.ConnectTimeoutError
  );
}

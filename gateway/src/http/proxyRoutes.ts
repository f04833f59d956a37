import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors as undiciErrors, Pool } from 'undici';
import { errors } from '../errors.js';

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
}

export interface ProxySettings {
  readonly routes: readonly ProxyRoute[];
  /** Longest silence of either side, ms. */
  readonly timeoutMs: number;
}

const contentHeaders = [
  'accept',
  'accept-encoding',
  'content-type',
  'content-length',
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
 * Passes requests on to services and their answers back, both as streams. Passports never pass:
 * only the headers named do, and the address the request came from. When either side goes, so does the other.
 */
export function addProxyRoutes(parent: FastifyInstance, settings: ProxySettings): void {
  const pools = new Map<string, Pool>();
  for (const { target } of settings.routes) {
    const { origin } = new URL(target);
    if (!pools.has(origin)) pools.set(origin, new Pool(origin, { connections: 64 }));
  }
  void parent.register((app: FastifyInstance, _options, done: () => void) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    app.addHook('onClose', async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    });
    for (const route of settings.routes) {
      const pool = pools.get(new URL(route.target).origin);
      if (pool !== undefined)
        app.all(route.path, (request, reply) => forward(pool, { route, settings }, { request, reply }));
    }
    done();
  });
}

async function forward(
  pool: Pool,
  { route, settings }: { readonly route: ProxyRoute; readonly settings: ProxySettings },
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const end = new AbortController();
  reply.raw.once('close', () => end.abort());
  const hasBody =
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  try {
    const response = await pool.request({
      method: request.method,
      path: pathFor(route, request.url),
      headers: {
        ...requestHeaders(request.headers, route),
        traceparent: request.trace.traceparent,
        'x-forwarded-for': request.ip,
      },
      body: hasBody ? request.raw : null,
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
      signal: end.signal,
    });
    return await reply
      .status(response.statusCode)
      .headers(responseHeaders(response.headers))
      .send(response.body);
  } catch (error) {
    if (end.signal.aborted) return reply;
    request.log.warn({ err: error, target: route.target }, 'a request could not be passed on');
    throw isTimeout(error) ? errors.GATEWAY_TIMEOUT() : errors.BAD_GATEWAY();
  }
}

function pathFor({ target, strip }: ProxyRoute, url: string): string {
  const base = new URL(target).pathname.replace(/\/$/, '');
  return base + url.slice(strip.length);
}

function requestHeaders(headers: IncomingHttpHeaders, { passHeaders }: ProxyRoute): Record<string, string> {
  const names = [...contentHeaders, ...passHeaders];
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

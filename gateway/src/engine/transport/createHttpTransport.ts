import { Pool, type Dispatcher } from 'undici';
import { readEventStream, EventTooLargeError } from './readEventStream.js';
import { SubgraphFailure } from './SubgraphFailure.js';
import type { SubgraphRequest, SubgraphTransport } from './SubgraphTransport.js';

export interface HttpTransportSettings<Context> {
  readonly subgraph: string;
  /** Where the subgraph takes GraphQL over HTTP. */
  readonly url: URL;
  /** Headers of each request besides the content's: a passport, a trace. */
  readonly headers: (
    context: Context,
  ) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** Longest wait for a whole answer, ms. */
  readonly timeoutMs: number;
  /** Longest silence of a subscription, ms; subgraphs send comments more often than that. */
  readonly silenceMs: number;
  /** Largest answer or event, bytes. */
  readonly maxResponseBytes: number;
  /** Most connections for queries and mutations. */
  readonly connections: number;
  /** Most connections for subscriptions: they last, and would leave none for anything else. */
  readonly streamConnections: number;
  /** How connections are made and what they accept, when undici's standard is not it. */
  readonly pool?: Omit<Pool.Options, 'connections'>;
}

/** A transport over HTTP with connections of its own; the one who makes it closes it. */
export interface HttpTransport<Context> extends SubgraphTransport<Context> {
  close(): Promise<void>;
}

/** Queries and mutations as JSON over POST; subscriptions as GraphQL over SSE in distinct connections mode. */
export function createHttpTransport<Context>(
  settings: HttpTransportSettings<Context>,
): HttpTransport<Context> {
  const { origin } = settings.url;
  const answers = new Pool(origin, { ...settings.pool, connections: settings.connections });
  const streams = new Pool(origin, { ...settings.pool, connections: settings.streamConnections });
  return {
    fetch: (request) => fetchOnce(answers, settings, request),
    subscribe: (request) => subscribe(streams, settings, request),
    close: async () => {
      await Promise.all([answers.destroy(), streams.destroy()]);
    },
  };
}

async function fetchOnce<Context>(
  pool: Pool,
  settings: HttpTransportSettings<Context>,
  request: SubgraphRequest<Context>,
): Promise<unknown> {
  const deadline = AbortSignal.timeout(settings.timeoutMs);
  try {
    const signal = AbortSignal.any([request.signal, deadline]);
    const response = await send(pool, settings, { request, signal, accept: 'application/json' });
    const text = await readText(response.body, settings);
    return parseAnswer(settings.subgraph, response.statusCode, text);
  } catch (error) {
    if (error instanceof SubgraphFailure) throw error;
    const code = deadline.aborted ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNREACHABLE';
    throw new SubgraphFailure(code, settings.subgraph, { cause: error });
  }
}

async function* subscribe<Context>(
  pool: Pool,
  settings: HttpTransportSettings<Context>,
  request: SubgraphRequest<Context>,
): AsyncGenerator<unknown, void, undefined> {
  const { subgraph } = settings;
  const end = new AbortController();
  try {
    const signal = AbortSignal.any([request.signal, end.signal]);
    const response = await send(pool, settings, { request, signal, accept: 'text/event-stream' });
    if (!contentTypeOf(response).startsWith('text/event-stream')) {
      yield parseAnswer(subgraph, response.statusCode, await readText(response.body, settings));
      return;
    }
    for await (const { event, data } of readEventStream(response.body, settings.maxResponseBytes)) {
      if (event === 'complete') return;
      if (event === 'next') yield parseJson(subgraph, data);
    }
    throw new SubgraphFailure('SUBGRAPH_STREAM_ENDED', subgraph);
  } catch (error) {
    if (error instanceof SubgraphFailure) throw error;
    const code = error instanceof EventTooLargeError ? 'SUBGRAPH_RESPONSE_TOO_LARGE' : 'SUBGRAPH_UNREACHABLE';
    throw new SubgraphFailure(code, subgraph, { cause: error });
  } finally {
    end.abort();
  }
}

async function send<Context>(
  pool: Pool,
  settings: HttpTransportSettings<Context>,
  call: { readonly request: SubgraphRequest<Context>; readonly signal: AbortSignal; readonly accept: string },
): Promise<Dispatcher.ResponseData> {
  const { query, variables, context } = call.request;
  const headers = await settings.headers(context);
  return pool.request({
    method: 'POST',
    path: `${settings.url.pathname}${settings.url.search}`,
    headers: { ...headers, 'content-type': 'application/json', accept: call.accept },
    body: JSON.stringify({ query, variables }),
    headersTimeout: settings.timeoutMs,
    bodyTimeout: call.accept === 'text/event-stream' ? settings.silenceMs : settings.timeoutMs,
    signal: call.signal,
  });
}

async function readText<Context>(
  body: Dispatcher.ResponseData['body'],
  { subgraph, maxResponseBytes }: HttpTransportSettings<Context>,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) {
      body.destroy();
      throw new SubgraphFailure('SUBGRAPH_RESPONSE_TOO_LARGE', subgraph);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A GraphQL response may come with any status; without one, the status says what went wrong. */
function parseAnswer(subgraph: string, status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const code = status >= 200 && status < 300 ? 'SUBGRAPH_INVALID_RESPONSE' : 'SUBGRAPH_HTTP_ERROR';
    throw new SubgraphFailure(code, subgraph, { cause });
  }
}

function parseJson(subgraph: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', subgraph, { cause });
  }
}

function contentTypeOf({ headers }: Dispatcher.ResponseData): string {
  const value = headers['content-type'];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

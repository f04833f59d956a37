import { Pool, type Dispatcher } from 'undici';
import type { Cancellation } from './Cancellation.js';
import { InFlight } from './InFlight.js';
import { postForText, type ResponseHeaders, type TextAnswer } from './postForText.js';
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
  /**
   * Who may share answers: queries with the same body and the same key, under way at the same moment, are one call, made
   * with the headers of the first. Undefined shares nothing. Everything the subgraph's answer may depend on belongs
   * into the key. Headers that `onResponse` is told are the first's.
   */
  readonly sharingKey?: (context: Context) => string | undefined;
  /** Told of each query that is answered by another one's call. */
  readonly onShared?: (() => void) | undefined;
  /** Told the headers of each answer to a query or mutation, before its body is read. */
  readonly onResponse?: ((context: Context, headers: ResponseHeaders) => void) | undefined;
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

interface Answering<Context> {
  readonly pool: Pool;
  readonly settings: HttpTransportSettings<Context>;
  readonly sharing: InFlight<TextAnswer>;
}

/** Queries and mutations as JSON over POST; subscriptions as GraphQL over SSE in distinct connections mode. */
export function createHttpTransport<Context>(
  settings: HttpTransportSettings<Context>,
): HttpTransport<Context> {
  const { origin } = settings.url;
  const answers = new Pool(origin, { ...settings.pool, connections: settings.connections });
  const streams = new Pool(origin, { ...settings.pool, connections: settings.streamConnections });
  const answering = { pool: answers, settings, sharing: new InFlight<TextAnswer>(settings.onShared) };
  return {
    fetch: (request) => fetchOnce(answering, request),
    subscribe: (request) => subscribe(streams, settings, request),
    close: async () => {
      await Promise.all([answers.destroy(), streams.destroy()]);
    },
  };
}

/** Calls that are shared share the text: each reads it for itself, because what is read is completed in place. */
async function fetchOnce<Context>(
  answering: Answering<Context>,
  request: SubgraphRequest<Context>,
): Promise<unknown> {
  const { settings, sharing } = answering;
  const { context, body, cancellation, operationKind } = request;
  const scope = operationKind === 'query' ? settings.sharingKey?.(context) : undefined;
  const call = { context, body };
  const { status, text } = await (scope === undefined
    ? post(answering, call, cancellation)
    : sharing.join({ scope, text: body }, cancellation, (shared) => post(answering, call, shared)));
  return parseAnswer(settings.subgraph, status, text);
}

async function post<Context>(
  { pool, settings }: Answering<Context>,
  { context, body }: Pick<SubgraphRequest<Context>, 'context' | 'body'>,
  cancellation: Cancellation,
): Promise<TextAnswer> {
  const { subgraph, url, timeoutMs, maxResponseBytes } = settings;
  const headers = await settings.headers(context);
  const path = `${url.pathname}${url.search}`;
  const onHead = settings.onResponse && ((head: ResponseHeaders) => settings.onResponse?.(context, head));
  const limits = { timeoutMs, maxResponseBytes };
  return postForText(pool, { subgraph, path, headers, body, cancellation, onHead, ...limits });
}

async function* subscribe<Context>(
  pool: Pool,
  settings: HttpTransportSettings<Context>,
  request: SubgraphRequest<Context>,
): AsyncGenerator<unknown, void, undefined> {
  const { subgraph } = settings;
  const end = new AbortController();
  const { context, body, cancellation } = request;
  const stay = cancellation.whenCancelled(() => end.abort(cancellation.reason));
  try {
    const response = await openStream(pool, settings, { context, body, signal: end.signal });
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
    stay();
    end.abort();
  }
}

async function openStream<Context>(
  pool: Pool,
  settings: HttpTransportSettings<Context>,
  {
    context,
    body,
    signal,
  }: Pick<SubgraphRequest<Context>, 'context' | 'body'> & { readonly signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const headers = await settings.headers(context);
  return pool.request({
    method: 'POST',
    path: `${settings.url.pathname}${settings.url.search}`,
    headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
    body,
    headersTimeout: settings.timeoutMs,
    bodyTimeout: settings.silenceMs,
    signal,
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

import { Readable } from 'node:stream';
import { AppError } from '@ai-collective/platform/runtime';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import { stringifyResult, type EngineResult } from '../engine/EngineError.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import { Cancellation } from '../engine/transport/Cancellation.js';
import { errors } from '../errors.js';
import type { CommunityTally } from '../observability/metrics/CommunityTally.js';
import { beginOperation } from '../stages/beginOperation.js';
import type { StageSettings } from '../stages/StageSettings.js';
import { eventStream, type EventStreamSettings } from '../subscriptions/eventStream.js';
import { asGraphqlError } from './asGraphqlError.js';
import type { Caller } from './Callers.js';
import { compressAnswers } from './compressAnswers.js';
import { decompressBodies } from './decompressBodies.js';
import { parametersOfBody, parametersOfQuery, type GraphqlParameters } from './graphqlParameters.js';
import { maskErrors } from './maskErrors.js';
import { negotiate, type AnswerType } from './negotiate.js';
import { parseJsonBodies } from './parseJsonBodies.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request is counted, once it is known whose it is. */
    tally: CommunityTally | null;
  }
}

export interface GraphqlRouteSettings<Context> extends StageSettings<Context> {
  /** Whether clients see messages of subgraphs' errors that have no code. */
  readonly showsSubgraphErrors?: boolean;
  readonly subscriptionQueue: number;
  readonly subscriptionHeartbeatMs: number;
}

interface RunningRoutes<Context> extends GraphqlRouteSettings<Context> {
  /** Event streams that are open. They would keep a server that closes waiting forever. */
  readonly open: Set<Cancellation>;
}

const bodyLimit = 1_048_576;

/** What writing an answer needs, whoever asked. */
type Answering = Pick<
  RunningRoutes<never>,
  'subscriptionQueue' | 'subscriptionHeartbeatMs' | 'open' | 'showsSubgraphErrors'
>;

/** One request on its way to an answer. */
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly answerType: AnswerType;
  readonly end: Cancellation;
  /** Where it is counted, and when it began, ms of `performance.now()`. */
  readonly tally: CommunityTally;
  readonly began: number;
  /** Tells that the request is in flight no longer. */
  readonly leave: () => void;
}

/** Adds `GET` and `POST /graphql` by the GraphQL over HTTP specification, with subscriptions over SSE. */
export function addGraphqlRoutes<Context>(
  parent: FastifyInstance,
  settings: GraphqlRouteSettings<Context>,
): void {
  const running: RunningRoutes<Context> = { ...settings, open: new Set() };
  void parent.register((app: FastifyInstance, _options, done: () => void) => {
    const { nobody } = settings.metrics.communities;
    app.decorateRequest('tally', null);
    app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
      countRefusal(request.tally ?? nobody, error, reply);
      return sendError(error, request, reply);
    });
    compressAnswers(app);
    decompressBodies(app);
    parseJsonBodies(app, bodyLimit);
    app.addHook('preClose', (closed) => {
      for (const end of running.open) end.cancel();
      closed();
    });
    app.post('/graphql', { bodyLimit }, (request, reply) =>
      answer(running, { request, reply }, () => parametersOfBody(request.body)),
    );
    app.get('/graphql', (request, reply) =>
      answer(running, { request, reply }, () => parametersOfQuery(request.query)),
    );
    done();
  });
}

async function answer<Context>(
  settings: RunningRoutes<Context>,
  { request, reply }: Pick<Exchange, 'request' | 'reply'>,
  parameters: () => GraphqlParameters,
): Promise<FastifyReply> {
  const began = performance.now();
  const answerType = negotiate(request.headers.accept);
  if (answerType === undefined) throw errors.NOT_ACCEPTABLE();
  const end = endOf(reply);
  const caller = await settings.callers.identify(request);
  const tally = settings.metrics.communities.of(caller.community);
  request.tally = tally;
  const leave = settings.requests.enter(caller.admissionKey);
  try {
    const exchange = { request, reply, answerType, end, tally, began, leave };
    return await run(settings, exchange, { caller, parameters: parameters() });
  } finally {
    leave();
  }
}

async function run<Context>(
  settings: RunningRoutes<Context>,
  exchange: Exchange,
  { caller, parameters }: { readonly caller: Caller<Context>; readonly parameters: GraphqlParameters },
): Promise<FastifyReply> {
  const { request: arrival, end, tally, began, leave } = exchange;
  const check = (operation: PreparedOperation): void => checkMethod(exchange, operation);
  const asked = { arrival, caller, parameters, cancellation: end, tally, began, leave, check };
  const begun = await beginOperation(settings, asked);
  switch (begun.kind) {
    case 'refused':
      return sendResult(settings, exchange, { errors: begun.errors });
    case 'single': {
      const result = await begun.answer();
      void exchange.reply.headers(caller.answerHeaders?.(result) ?? {});
      return sendResult(settings, exchange, result);
    }
    case 'lasting':
      return sendEvents(settings, { ...exchange, ending: begun.ending }, begun.results);
  }
}

/** Happens when the client goes before its answer is complete. */
function endOf(reply: FastifyReply): Cancellation {
  const end = new Cancellation();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) end.cancel();
  });
  return end;
}

function checkMethod({ request, reply, answerType }: Exchange, { kind }: PreparedOperation): void {
  if (kind === OperationTypeNode.MUTATION && request.method === 'GET') {
    void reply.header('allow', 'POST');
    throw errors.METHOD_NOT_ALLOWED();
  }
  if (kind === OperationTypeNode.SUBSCRIPTION && answerType !== 'text/event-stream')
    throw errors.EVENT_STREAM_REQUIRED();
}

function sendResult(settings: Answering, exchange: Exchange, result: EngineResult): FastifyReply {
  if (exchange.answerType === 'text/event-stream') return sendEvents(settings, exchange, once(result));
  return send(settings, exchange, result);
}

/** Statuses by GraphQL over HTTP: old clients that only know `application/json` get 200 for what GraphQL refuses. */
function send(
  settings: Answering,
  { request, reply, answerType: type }: Exchange,
  result: EngineResult,
): FastifyReply {
  const isRefused = result.data === undefined && type === 'application/graphql-response+json';
  return reply
    .status(isRefused ? 400 : 200)
    .header('cache-control', reply.getHeader('cache-control') ?? 'no-store')
    .type(`${type}; charset=utf-8`)
    .send(stringifyResult(maskErrors(result, request.log, settings)));
}

function sendEvents(
  settings: Answering,
  { request, reply, end, ending }: Exchange & Pick<EventStreamSettings, 'ending'>,
  results: AsyncIterable<EngineResult>,
): FastifyReply {
  const { subscriptionQueue: capacity, subscriptionHeartbeatMs: heartbeatMs } = settings;
  settings.open.add(end);
  end.whenCancelled(() => settings.open.delete(end));
  const events = eventStream(mask(settings, results, request), {
    capacity,
    heartbeatMs,
    end,
    ...(ending && { ending }),
  });
  return reply
    .status(200)
    .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(events));
}

async function* mask(
  settings: Answering,
  results: AsyncIterable<EngineResult>,
  { log }: FastifyRequest,
): AsyncGenerator<EngineResult> {
  for await (const result of results) yield maskErrors(result, log, settings);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is known already
async function* once(result: EngineResult): AsyncGenerator<EngineResult> {
  yield result;
}

function countRefusal(tally: CommunityTally, error: FastifyError | AppError, { raw }: FastifyReply): void {
  const known = error instanceof AppError ? error : fromFastify(error);
  if (known !== undefined) tally.refuse(known.code);
  else if (raw.destroyed) tally.abandoned++;
  else tally.failed++;
}

/** Every refusal of `/graphql` is a GraphQL response, so that clients need to understand one shape only. */
async function sendError(
  error: FastifyError | AppError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const known = error instanceof AppError ? error : fromFastify(error);
  if (known === undefined && reply.raw.destroyed) return reply;
  if (known === undefined || known.status >= 500) request.log.error({ err: error }, 'a request failed');
  const shown =
    known ?? new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.', { status: 500 });
  const { status } = shown;
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  const retryAfterMs = shown.options.details?.retryAfterMs;
  if (typeof retryAfterMs === 'number') void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
  const type =
    negotiate(request.headers.accept) === 'application/graphql-response+json'
      ? 'application/graphql-response+json'
      : 'application/json';
  const body = JSON.stringify({ errors: [asGraphqlError(shown)] });
  return reply.status(status).header('cache-control', 'no-store').type(`${type}; charset=utf-8`).send(body);
}

function fromFastify({ statusCode, message }: FastifyError): AppError | undefined {
  if (statusCode === 413) return errors.BODY_TOO_LARGE();
  if (statusCode === 415) return errors.UNSUPPORTED_MEDIA_TYPE();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return errors.BAD_REQUEST({ problem: message });
  return undefined;
}

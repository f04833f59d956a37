import { Readable } from 'node:stream';
import { AppError } from '@ai-collective/platform/runtime';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { CredentialResolver } from '../authentication/CredentialResolver.js';
import { credentialOf } from '../authentication/credentialOf.js';
import { anonymous, type Principal } from '../authentication/Principal.js';
import { whenRefused } from '../authentication/whenRefused.js';
import type { Engine } from '../engine/createEngine.js';
import type { EngineError, EngineResult } from '../engine/EngineError.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import { errors } from '../errors.js';
import type { RequestContext } from '../forwarding/RequestContext.js';
import type { AdmissionGate } from '../limits/AdmissionGate.js';
import { eventStream, type EventStreamSettings } from '../subscriptions/eventStream.js';
import { parametersOfBody, parametersOfQuery, type GraphqlParameters } from './graphqlParameters.js';
import { maskErrors } from './maskErrors.js';
import { negotiate, type AnswerType } from './negotiate.js';

export interface GraphqlRouteSettings {
  /** The engine in force when a request begins. */
  readonly engine: () => Engine<RequestContext> | undefined;
  readonly credentials: Pick<CredentialResolver, 'resolve'>;
  readonly subscriptionQueue: number;
  readonly subscriptionHeartbeatMs: number;
  /** Admits requests while they are in flight. */
  readonly requests: AdmissionGate;
  /** Admits subscriptions while they are open. */
  readonly streams: AdmissionGate;
  /** How often the credential of an open subscription is checked again, ms. */
  readonly credentialCheckMs: number;
  /** How long an open subscription lasts while its credential cannot be checked, ms. */
  readonly credentialGraceMs: number;
}

interface RunningRoutes extends GraphqlRouteSettings {
  /** Event streams that are open. They would keep a server that closes waiting forever. */
  readonly open: Set<AbortController>;
}

const bodyLimit = 1_048_576;

/** One request on its way to an answer. */
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly answerType: AnswerType;
  readonly end: AbortController;
  /** Tells that the request is in flight no longer. */
  readonly leave: () => void;
}

/** Adds `GET` and `POST /graphql` by the GraphQL over HTTP specification, with subscriptions over SSE. */
export function addGraphqlRoutes(parent: FastifyInstance, settings: GraphqlRouteSettings): void {
  const running: RunningRoutes = { ...settings, open: new Set() };
  void parent.register((app: FastifyInstance, _options, done: () => void) => {
    app.setErrorHandler(sendError);
    app.addHook('preClose', (closed) => {
      for (const end of running.open) end.abort();
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

async function answer(
  settings: RunningRoutes,
  { request, reply }: Pick<Exchange, 'request' | 'reply'>,
  parameters: () => GraphqlParameters,
): Promise<FastifyReply> {
  const answerType = negotiate(request.headers.accept);
  if (answerType === undefined) throw errors.NOT_ACCEPTABLE();
  const end = endOf(reply);
  const principal = await authenticate(settings, request);
  const leave = settings.requests.enter(admissionKey(principal, request));
  try {
    const exchange = { request, reply, answerType, end, leave };
    return await run(settings, exchange, { principal, parameters: parameters() });
  } finally {
    leave();
  }
}

async function run(
  settings: RunningRoutes,
  exchange: Exchange,
  { principal, parameters }: { readonly principal: Principal; readonly parameters: GraphqlParameters },
): Promise<FastifyReply> {
  const { query, operationName, variables } = parameters;
  const engine = settings.engine();
  if (engine === undefined) throw errors.SUPERGRAPH_NOT_READY();
  const preparation = engine.prepare(query, operationName);
  if (!preparation.ok) return sendResult(settings, exchange, { errors: preparation.errors });
  const { operation } = preparation;
  checkMethod(exchange, operation);
  const { request, end } = exchange;
  const context: RequestContext = { principal, traceparent: request.trace.traceparent };
  const input = { variables, context, signal: end.signal };
  if (operation.kind !== OperationTypeNode.SUBSCRIPTION)
    return sendResult(settings, exchange, await engine.execute(operation, input));
  whenAborted(end.signal, settings.streams.enter(admissionKey(principal, request)));
  exchange.leave();
  const ending = endingOf(settings, exchange);
  return sendEvents(settings, { ...exchange, ending }, engine.subscribe(operation, input));
}

/** Whose share of the gateway a request takes: who signed in, otherwise the address that asks. */
function admissionKey({ kind, sub }: Principal, { ip }: FastifyRequest): string {
  return kind === 'ANONYMOUS' ? `${kind} ${ip}` : `${kind} ${sub}`;
}

async function authenticate(
  { credentials }: GraphqlRouteSettings,
  { headers }: FastifyRequest,
): Promise<Principal> {
  const credential = credentialOf(headers);
  if (credential === undefined) return anonymous;
  const community = headers['x-community']?.toString().slice(0, 128) ?? null;
  return credentials.resolve(credential, community === '' ? null : community);
}

/** What an open subscription ends with when its credential is good no longer. */
async function endingOf(
  settings: GraphqlRouteSettings,
  { request, end }: Exchange,
): Promise<EngineResult | undefined> {
  if (credentialOf(request.headers) === undefined) return undefined;
  const refusal = await whenRefused({
    check: () => authenticate(settings, request),
    everyMs: settings.credentialCheckMs,
    graceMs: settings.credentialGraceMs,
    signal: end.signal,
  });
  return refusal && { errors: [asGraphqlError(refusal)] };
}

/** Aborts when the client goes before its answer is complete. */
function endOf(reply: FastifyReply): AbortController {
  const end = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) end.abort();
  });
  return end;
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

function checkMethod({ request, reply, answerType }: Exchange, { kind }: PreparedOperation): void {
  if (kind === OperationTypeNode.MUTATION && request.method === 'GET') {
    void reply.header('allow', 'POST');
    throw errors.METHOD_NOT_ALLOWED();
  }
  if (kind === OperationTypeNode.SUBSCRIPTION && answerType !== 'text/event-stream')
    throw errors.EVENT_STREAM_REQUIRED();
}

function sendResult(settings: RunningRoutes, exchange: Exchange, result: EngineResult): FastifyReply {
  if (exchange.answerType === 'text/event-stream') return sendEvents(settings, exchange, once(result));
  return send(exchange, result, exchange.answerType);
}

/** Statuses by GraphQL over HTTP: old clients that only know `application/json` get 200 for what GraphQL refuses. */
function send({ request, reply }: Exchange, result: EngineResult, type: AnswerType): FastifyReply {
  const isRefused = result.data === undefined && type === 'application/graphql-response+json';
  return reply
    .status(isRefused ? 400 : 200)
    .header('cache-control', 'no-store')
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify(maskErrors(result, request.log)));
}

function sendEvents(
  settings: RunningRoutes,
  { request, reply, end, ending }: Exchange & Pick<EventStreamSettings, 'ending'>,
  results: AsyncIterable<EngineResult>,
): FastifyReply {
  const { subscriptionQueue: capacity, subscriptionHeartbeatMs: heartbeatMs } = settings;
  settings.open.add(end);
  whenAborted(end.signal, () => settings.open.delete(end));
  const events = eventStream(mask(results, request), {
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
  results: AsyncIterable<EngineResult>,
  { log }: FastifyRequest,
): AsyncGenerator<EngineResult> {
  for await (const result of results) yield maskErrors(result, log);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is known already
async function* once(result: EngineResult): AsyncGenerator<EngineResult> {
  yield result;
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
  const type =
    negotiate(request.headers.accept) === 'application/graphql-response+json'
      ? 'application/graphql-response+json'
      : 'application/json';
  const body = JSON.stringify({ errors: [asGraphqlError(shown)] });
  return reply.status(status).header('cache-control', 'no-store').type(`${type}; charset=utf-8`).send(body);
}

function asGraphqlError({ code, message, options }: AppError): EngineError {
  return { message, extensions: { ...options.details, code } };
}

function fromFastify({ statusCode, message }: FastifyError): AppError | undefined {
  if (statusCode === 413) return errors.BODY_TOO_LARGE();
  if (statusCode === 415) return errors.UNSUPPORTED_MEDIA_TYPE();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return errors.BAD_REQUEST({ problem: message });
  return undefined;
}

import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { DeniedError } from '../authorization/DeniedError.js';
import { AppError } from '../errors/AppError.js';
import type { Logger } from '../telemetry/createLogger.js';
import { createEventStreams } from './eventStreams.js';
import { formatError } from './formatError.js';
import type { DenialRecorder, SubgraphContext } from './SubgraphContext.js';

interface GraphqlRouteSettings {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  readonly recordDenial: DenialRecorder;
  readonly context: (request: FastifyRequest) => Promise<SubgraphContext>;
}

const bodyLimit = 8 * 1_048_576;

/** Adds `POST /graphql`: JSON answers by Apollo Server, subscriptions as server-sent events. */
export async function addGraphqlRoutes(app: FastifyInstance, settings: GraphqlRouteSettings): Promise<void> {
  const server = new ApolloServer<SubgraphContext>({
    schema: settings.schema,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      {
        requestDidStart: () =>
          Promise.resolve({
            didEncounterErrors: async ({ errors, contextValue }) => {
              for (const denial of worthRecording(errors.map(({ originalError }) => originalError)))
                await recordSafely(settings, contextValue, denial);
            },
          }),
      },
    ],
    formatError: (formatted, error) => formatError(formatted, error, settings.log),
    logger: settings.log,
  });
  await server.start();
  app.addHook('onClose', () => server.stop());

  const openStream = createEventStreams(app, {
    schema: settings.schema,
    format: (error, context) => {
      for (const denial of worthRecording([error.originalError]))
        void recordSafely(settings, context, denial);
      const { message, ...rest } = formatError(error.toJSON(), error, settings.log);
      return new GraphQLError(message, {
        nodes: error.nodes ?? null,
        path: rest.path ?? null,
        extensions: rest.extensions ?? null,
      });
    },
  });

  app.post('/graphql', { bodyLimit }, async (request, reply) => {
    const context = await contextOrRefusal(settings, request, reply);
    if (context === undefined) return reply;
    if (request.headers.accept?.includes('text/event-stream')) return openStream(context, { request, reply });
    return answer(server, context, { request, reply });
  });
}

async function contextOrRefusal(
  settings: GraphqlRouteSettings,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SubgraphContext | undefined> {
  try {
    return await settings.context(request);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await reply
      .status(error.status)
      .send({ errors: [{ message: error.message, extensions: { code: error.code } }] });
    return undefined;
  }
}

async function answer(
  server: ApolloServer<SubgraphContext>,
  context: SubgraphContext,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: request.body },
    context: () => Promise.resolve(context),
  });
  void reply.headers(Object.fromEntries(response.headers)).status(response.status ?? 200);
  if (response.body.kind !== 'complete')
    throw new AppError('NOT_SUPPORTED', 'Incremental delivery is not supported.');
  return reply.send(response.body.string);
}

/**
 * The denials of a request that belong into the audit log: each permission once, and only those of somebody who is known.
 * Anybody can be refused for not being signed in as often as they like; that must not fill a log that only grows.
 */
function worthRecording(errors: readonly unknown[]): readonly DeniedError[] {
  const denials = errors
    .filter((error) => error instanceof DeniedError)
    .filter(({ code }) => code === 'FORBIDDEN');
  return [...new Map(denials.map((denial) => [`${denial.community} ${denial.permission}`, denial])).values()];
}

async function recordSafely(
  settings: GraphqlRouteSettings,
  context: SubgraphContext,
  denial: DeniedError,
): Promise<void> {
  try {
    await settings.recordDenial(context, denial);
  } catch (error) {
    settings.log.error({ err: error, permission: denial.permission }, 'a denial could not be audited');
  }
}

import { GraphQLError, parse } from 'graphql';
import { makeServer, type Server, type ServerOptions } from 'graphql-ws';
import type { EngineError } from '../../engine/EngineError.js';
import { errors } from '../../errors.js';
import { asGraphqlError } from '../../http/asGraphqlError.js';
import { beginSocketOperation, type BegunOperation } from './beginSocketOperation.js';
import { operationFrames, type FrameTarget } from './operationFrames.js';
import type { SocketSession } from './SocketSession.js';
import type { SocketSettings } from './SocketSettings.js';

/** The library wants a document to tell queries from subscriptions; the engine has told already. */
const anyDocument = parse('{ __typename }');

/** What `execute` is handed by `onSubscribe`. */
interface Handed {
  readonly operation: BegunOperation;
  readonly target: FrameTarget;
}

/** An error that is written as the engine gave it, source locations included. */
class Refusal extends GraphQLError {
  readonly #error: EngineError;

  constructor(error: EngineError) {
    super(error.message);
    this.#error = error;
  }

  override toJSON(): EngineError {
    return this.#error;
  }
}

export interface SocketProtocol<Context> {
  readonly server: Server<SocketSession<Context>>;
  /** Done when the queries and mutations that are under way now are answered. */
  whenAnswered(): Promise<void>;
}

/** The protocol `graphql-transport-ws` over the engine, one session for each socket. */
export function socketProtocol<Context>(settings: SocketSettings<Context>): SocketProtocol<Context> {
  const underWay = new Set<Promise<unknown>>();
  const options: ServerOptions<Record<string, unknown>, SocketSession<Context>> = {
    connectionInitWaitTimeout: settings.socketInitMs,
    onConnect: ({ extra, connectionParams }) => extra.introduce(connectionParams ?? {}),
    onSubscribe: async ({ extra, subscriptions }, id, payload) => {
      if (Object.keys(subscriptions).length > settings.socketOperations) {
        extra.tally.refuse('TOO_MANY_OPERATIONS');
        return refusals([tooMany(settings)]);
      }
      const operation = await beginSocketOperation(settings, extra.arrival(), payload);
      if (!operation.ok) return refusals(operation.errors);
      const handed: Handed = { operation, target: { id, send: extra.send } };
      return { schema: operation.schema, document: anyDocument, contextValue: handed };
    },
    execute: ({ contextValue }) => {
      const { operation, target } = contextValue as Handed;
      const frames = operationFrames(settings, operation, target);
      if (!operation.lasts) {
        const answered = frames.next().finally(() => underWay.delete(answered));
        underWay.add(answered);
      }
      return frames;
    },
  };
  return {
    server: makeServer<Record<string, unknown>, SocketSession<Context>>(options),
    whenAnswered: async () => {
      await Promise.allSettled([...underWay]);
    },
  };
}

function tooMany({ socketOperations: most }: Pick<SocketSettings<unknown>, 'socketOperations'>): EngineError {
  return asGraphqlError(errors.TOO_MANY_OPERATIONS({ most }));
}

function refusals(given: readonly EngineError[]): readonly GraphQLError[] {
  return given.map((error) => new Refusal(error));
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/AppError.js';

/**
 * Answers 408 BODY_TIMEOUT when a body that is read before its handler runs has not arrived whole within `milliseconds`.
 * Routes that take their body as a stream begin at once, and watch over it themselves.
 */
export function addBodyDeadline(app: FastifyInstance, milliseconds: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  app.addHook('preParsing', async (request, reply) => {
    const expire = (): void => {
      // The reader of the body waits for this event; destroying the request instead would take the answer along.
      if (!reply.sent && request.raw.listenerCount('error') > 0) request.raw.emit('error', bodyTimeout());
    };
    if (hasBody(request)) timers.set(request, setTimeout(expire, milliseconds));
  });
  app.addHook('preValidation', (request, _reply, done) => {
    clearTimeout(timers.get(request));
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    clearTimeout(timers.get(request));
    done();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function bodyTimeout(): AppError {
  return new AppError('BODY_TIMEOUT', 'The request body did not arrive in time.', { status: 408 });
}

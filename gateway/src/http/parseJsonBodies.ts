import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { errors } from '../errors.js';

/**
 * Parses JSON that is UTF-8, as it must be (RFC 8259, section 8.1). What is not would be read with other characters in
 * its place, and mean something nobody sent.
 */
export function parseJsonBodies(app: FastifyInstance, bodyLimit: number): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    (request, body, parsed) => {
      if (!isUtf8(body)) parsed(errors.BAD_REQUEST({ problem: 'The body must be UTF-8.' }));
      else void parse(request, body.toString('utf8'), parsed);
    },
  );
}

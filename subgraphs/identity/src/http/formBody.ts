import type { FastifyInstance } from 'fastify';
import { errors } from '../errors.js';

/** A form's fields, each of which may come once (RFC 6749, section 3.2). */
export type FormBody = Readonly<Record<string, string>>;

/** Lets the routes of a scope take `application/x-www-form-urlencoded`, and nothing else. */
export function takeForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 16_384 },
    (_request, text, done) => {
      const fields = [...new URLSearchParams(text)];
      const body = Object.fromEntries(fields);
      if (Object.keys(body).length < fields.length) done(errors.BAD_REQUEST());
      else done(null, body);
    },
  );
}

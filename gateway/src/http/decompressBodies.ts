import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, RequestPayload } from 'fastify';
import { errors } from '../errors.js';

/**
 * Takes bodies of `/graphql` that are compressed with gzip or brotli; others are refused with UNSUPPORTED_ENCODING. The
 * limit of a body counts what comes out: reading ends there, however much more a small body would become.
 */
export function decompressBodies(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, reply, payload) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (request.routeOptions.url !== '/graphql' || encoding === 'identity') return payload;
    const decoder = decoderOf(encoding);
    if (decoder === undefined) {
      void reply.header('accept-encoding', 'gzip, br');
      throw errors.UNSUPPORTED_ENCODING();
    }
    return decoded(payload, decoder, reply);
  });
}

function decoderOf(encoding: string) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}

/** Not a pipeline: that would destroy the connection along with what was wrong with the body, and the answer with it. */
function decoded(
  payload: RequestPayload,
  decoder: Readable & NodeJS.WritableStream,
  { raw }: FastifyReply,
): RequestPayload {
  const body: RequestPayload = Object.assign(decoder, { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => {
    body.receivedEncodedLength = (body.receivedEncodedLength ?? 0) + chunk.length;
  });
  payload.on('error', (error) => decoder.destroy(error));
  payload.pipe(decoder);
  raw.once('close', () => decoder.destroy());
  return body;
}

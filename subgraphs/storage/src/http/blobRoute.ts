import { blobPath } from '@ai-collective/contracts';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { BlobRecord } from '../entities/BlobEntity.js';
import { errors } from '../errors.js';
import { findBlobs } from '../operations/findBlobs.js';
import { openBlob } from '../operations/openBlob.js';
import { contentDisposition } from '../rules/contentDisposition.js';
import { decideRead } from '../rules/decideRead.js';
import { etagMatches, etagOf } from '../rules/etagMatches.js';
import { parseRange, type ByteRange } from '../rules/parseRange.js';
import { capabilityVerdict } from './capabilityVerdict.js';
import type { HttpParts } from './HttpParts.js';
import { TransferGate } from './TransferGate.js';

const addressSchema = z.object({ community: z.string(), cid: z.string() });
const querySchema = z.object({ capability: z.string().optional().catch(undefined) });

/** Adds `GET` and `HEAD /blobs/<community>/<cid>?capability=…`: verified content, whole or a range. */
export function addBlobRoute(app: FastifyInstance, parts: HttpParts): void {
  const gate = new TransferGate(parts.maxDownloads);
  const url = blobPath(':community', ':cid');
  app.route({
    method: ['GET', 'HEAD'],
    url,
    handler: async (request, reply) => {
      const blob = await admit(parts, request);
      describe(reply, blob);
      if (etagMatches(request.headers['if-none-match'], blob.cid)) return reply.status(304).send();
      if (request.method === 'HEAD') return reply.header('content-length', blob.bytes).send();
      const range = rangeOf(request, reply, blob);
      return reply.send(await contentStream(parts, gate, { blob, range, reply }));
    },
  });
}

async function admit(parts: HttpParts, request: FastifyRequest): Promise<BlobRecord> {
  const { community, cid } = addressSchema.parse(request.params);
  const { capability } = querySchema.parse(request.query);
  const decision = decideRead(capabilityVerdict(parts, capability), { community, cid });
  if (!decision.ok)
    throw decision.code === 'BLOB_NOT_FOUND' ? errors.BLOB_NOT_FOUND({ cid }) : errors[decision.code]();
  const blob = (await findBlobs(parts, community, [cid])).get(cid);
  if (blob === undefined) throw errors.BLOB_NOT_FOUND({ cid });
  if (blob.state === 'CORRUPT') throw errors.BLOB_CORRUPT({ cid });
  return blob;
}

/** What holds for every answer about a blob. Content of members is never run by a browser in our origin. */
function describe(reply: FastifyReply, blob: BlobRecord): void {
  void reply.headers({
    etag: etagOf(blob.cid),
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-type': blob.mediaType ?? 'application/octet-stream',
    'content-disposition': contentDisposition(blob.name ?? null),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
}

/** Sets the status and headers that fit the asked range. Throws RANGE_NOT_SATISFIABLE. */
function rangeOf(request: FastifyRequest, reply: FastifyReply, { cid, bytes }: BlobRecord): ByteRange {
  const ifRange = request.headers['if-range'];
  const applies = ifRange === undefined || ifRange === etagOf(cid);
  const decision = parseRange(applies ? request.headers.range : undefined, bytes);
  switch (decision.kind) {
    case 'whole':
      void reply.header('content-length', bytes);
      return { start: 0, end: bytes };
    case 'part': {
      const { start, end } = decision.range;
      void reply.status(206).header('content-range', `bytes ${start}-${end - 1}/${bytes}`);
      void reply.header('content-length', end - start);
      return decision.range;
    }
    case 'unsatisfiable':
      void reply.header('content-range', `bytes */${bytes}`);
      throw errors.RANGE_NOT_SATISFIABLE({ bytes });
  }
}

async function contentStream(
  parts: HttpParts,
  gate: TransferGate,
  {
    blob,
    range,
    reply,
  }: { readonly blob: BlobRecord; readonly range: ByteRange; readonly reply: FastifyReply },
): Promise<Readable> {
  const leave = gate.enter();
  try {
    const { chunks, close } = await openBlob(parts, blob, range);
    reply.raw.setTimeout(parts.idleMilliseconds, () => reply.raw.destroy());
    const stream = Readable.from(chunks, { objectMode: false, highWaterMark: 1 });
    return stream.once('close', () => {
      leave();
      close().catch((error: unknown) => parts.log.warn({ err: error }, 'a blob file could not be closed'));
    });
  } catch (error) {
    leave();
    throw error;
  }
}

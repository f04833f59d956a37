import { blobPath } from '@ai-collective/contracts';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { BlobRecord } from '../entities/BlobEntity.js';
import { errors } from '../errors.js';
import { findBlobs, findStoredBlob, type StoredBlob } from '../operations/findBlobs.js';
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
      const { community, cid } = admit(parts, request);
      if (request.method === 'HEAD') {
        const blob = readable(cid, (await findBlobs(parts, community, [cid])).get(cid));
        if (isKnown(request, reply, blob)) return reply.send();
        return reply.header('content-length', blob.bytes).send();
      }
      const blob = readable(cid, await findStoredBlob(parts, community, cid));
      if (isKnown(request, reply, blob)) return reply.send();
      const range = rangeOf(request, reply, blob);
      return reply.send(await contentStream(parts, gate, { blob, range, reply }));
    },
  });
}

/** The blob that is asked for, by somebody who may. */
function admit(parts: HttpParts, request: FastifyRequest): z.infer<typeof addressSchema> {
  const { community, cid } = addressSchema.parse(request.params);
  const { capability } = querySchema.parse(request.query);
  const decision = decideRead(capabilityVerdict(parts, capability), { community, cid });
  if (!decision.ok)
    throw decision.code === 'BLOB_NOT_FOUND' ? errors.BLOB_NOT_FOUND({ cid }) : errors[decision.code]();
  return { community, cid };
}

function readable<Blob extends BlobRecord>(cid: string, blob: Blob | undefined): Blob {
  if (blob === undefined) throw errors.BLOB_NOT_FOUND({ cid });
  if (blob.state === 'CORRUPT') throw errors.BLOB_CORRUPT({ cid });
  return blob;
}

/** Describes the blob, and tells whether the caller has its content already: then the answer is a 304. */
function isKnown(request: FastifyRequest, reply: FastifyReply, blob: BlobRecord): boolean {
  describe(reply, blob);
  const known = etagMatches(request.headers['if-none-match'], blob.cid);
  if (known) void reply.status(304);
  return known;
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
  }: { readonly blob: StoredBlob; readonly range: ByteRange; readonly reply: FastifyReply },
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

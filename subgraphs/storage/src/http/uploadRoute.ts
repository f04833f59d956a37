import { uploadPath, type Capability } from '@ai-collective/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { receiveUpload } from '../operations/receiveUpload.js';
import { checkDescription, type BlobDescription } from '../rules/checkDescription.js';
import { decideUpload } from '../rules/decideUpload.js';
import { describeUpload } from '../rules/describeUpload.js';
import { arrivingBody } from './arrivingBody.js';
import { capabilityVerdict } from './capabilityVerdict.js';
import type { HttpParts } from './HttpParts.js';
import { TransferGate } from './TransferGate.js';

const querySchema = z.object({
  capability: z.string().optional(),
  name: z.string().optional(),
  mediaType: z.string().optional(),
});

/** How long a refused client may go on sending, so that it gets to read the answer. */
const lingerMilliseconds = 5_000;

/** Adds `PUT /uploads?capability=…`: streams the body, of any type, to the disk and answers 201 `{cid, bytes}`. */
export async function addUploadRoute(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const gate = new TransferGate(parts.maxUploads);
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.put(uploadPath, (request, reply) => upload(parts, gate, { request, reply }));
    done();
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function upload(
  parts: HttpParts,
  gate: TransferGate,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  try {
    const { capability, description } = admit(parts, request);
    const leave = gate.enter();
    try {
      const { cid, bytes } = await receiveUpload(parts, {
        capability,
        description,
        declaredBytes: declaredBytes(request),
        body: arrivingBody(request.raw, parts.idleMilliseconds),
        trace: request.trace,
      });
      return await reply.status(201).send({ cid, bytes });
    } finally {
      leave();
    }
  } catch (error) {
    stopListening(request);
    throw error;
  }
}

function admit(
  parts: HttpParts,
  request: FastifyRequest,
): { readonly capability: Capability; readonly description: BlobDescription } {
  const query = querySchema.safeParse(request.query);
  if (!query.success)
    throw errors.INPUT_INVALID({ field: 'the query', problem: 'must give each parameter once' });
  const decision = decideUpload(capabilityVerdict(parts, query.data.capability), declaredBytes(request));
  if (!decision.ok)
    throw decision.code === 'BODY_TOO_LARGE' ? errors.BODY_TOO_LARGE(decision) : errors[decision.code]();
  const { mediaType } = query.data;
  const name = decision.capability.name ?? query.data.name;
  const description = describeUpload({ name, mediaType, contentType: request.headers['content-type'] });
  const problem = checkDescription(description);
  if (problem !== undefined) throw errors.INPUT_INVALID({ ...problem });
  return { capability: decision.capability, description };
}

function declaredBytes(request: FastifyRequest): number | undefined {
  const header = request.headers['content-length'];
  return header === undefined ? undefined : Number(header);
}

/** What a refused client still sends is thrown away, but not for ever. */
function stopListening({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  raw.resume();
  const cut = setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, lingerMilliseconds);
  cut.unref();
  raw.once('close', () => clearTimeout(cut));
}

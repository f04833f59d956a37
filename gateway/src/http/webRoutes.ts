import { stat } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors } from '../errors.js';

/** Pages run only our own scripts. Styles may be inline and workers come from blobs, because GraphiQL's editor needs both. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/**
 * Serves the built web app. Paths without an extension are pages of the app, whose router takes over;
 * files in `assets/` carry a hash in their name and are kept by browsers for a year.
 */
export async function addWebRoutes(app: FastifyInstance, webRoot: string): Promise<void> {
  const root = path.resolve(webRoot);
  await app.register(fastifyStatic, { root, serve: false });
  app.get('/graphiql', (_request, reply) => reply.redirect('/graphiql/'));
  app.get('/*', async (request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply) => {
    const file = await fileFor(root, request.params['*']);
    if (file === undefined) throw errors.NOT_FOUND();
    const isHashed = file.startsWith(`assets${path.sep}`);
    return reply
      .headers(pageHeaders)
      .header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      .sendFile(file, { cacheControl: false });
  });
}

/** The file of a path, relative to the root; undefined when there is none. */
async function fileFor(root: string, requested: string): Promise<string | undefined> {
  const relative = path.normalize(requested).replace(/^[/\\]+/, '');
  if (relative.split(path.sep).some((part) => part.startsWith('..') || part.includes('\0'))) return undefined;
  const candidates = [
    relative,
    path.join(relative, 'index.html'),
    ...(path.extname(relative) === '' ? ['index.html'] : []),
  ];
  for (const candidate of candidates) if (await isFile(path.join(root, candidate))) return candidate;
  return undefined;
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

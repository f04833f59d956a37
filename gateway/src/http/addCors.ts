import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** How long a browser need not ask again, s: the longest that all of them remember. */
const preflightSeconds = 7_200;

/**
 * Lets pages of these origins, and no others, call the server and read its answers, credentials included. Origins are
 * compared whole. Without any, no header is sent and browsers keep every other origin out.
 */
export async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'POST'],
    maxAge: preflightSeconds,
    exposedHeaders: ['x-trace-id'],
    strictPreflight: true,
  });
}

import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonValue } from '@ai-collective/contracts';
import type { Logger } from 'pino';
import { z } from 'zod';
import { LeaveError } from '../leave/LeaveError.js';
import { leaveTermsSchema, type LeaveTerms } from '../leave/leaveFleet.js';
import { statusRequestVerdict } from '../rules/statusRequestVerdict.js';
import type { Consent } from './Consent.js';
import type { PreferenceFile } from './PreferenceFile.js';
import { preferencesPatchSchema } from './preferences.js';

export interface StatusServerOptions {
  readonly host: string;
  readonly port: number;
  readonly consent: Consent;
  readonly preferences: PreferenceFile;
  /** The secret that changes need. */
  readonly token: string;
  /** What `GET /status` shows. */
  readonly status: () => JsonValue;
  /** Null when the device can take work, else why not: `GET /readyz`. */
  readonly notReady: () => string | null;
  /** Has the device leave its fleet: `POST /leave`. Answers what to tell its owner. */
  readonly leave: (terms: LeaveTerms) => Promise<string>;
  /** Called when whoever had it leave has been answered. */
  readonly onLeft: () => void;
  readonly log: Logger;
}

export interface StatusServer {
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: JsonValue;
  /** What is done when it has been sent, or nobody is there to take it any longer. */
  readonly afterwards?: () => void;
}

const bodyLimit = 4_096;
const pauseSchema = z.object({
  reason: z.string().trim().min(1).max(200).default('by the owner'),
  forSeconds: z
    .number()
    .positive()
    .max(366 * 86_400)
    .nullable()
    .default(null)
    .describe('after which it ends by itself'),
});

/** The device's local door: `GET /status /caps /livez /readyz`, `POST /pause /resume /caps /leave`. Throws when the port is taken. */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    void answer(request, options).then(
      (result) => send(response, result),
      (error: unknown) => {
        options.log.error({ err: error }, 'status request failed');
        send(response, failure(500, 'INTERNAL', 'The agent failed to answer.'));
      },
    );
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(request: IncomingMessage, options: StatusServerOptions): Promise<Answer> {
  const { method = 'GET', url = '/' } = request;
  const route = `${method} ${url.split('?')[0] ?? '/'}`;
  // Health checks come from container runtimes under any name, and tell nothing.
  if (route === 'GET /livez') return { status: 200, body: { status: 'ok' } };
  if (route === 'GET /readyz') return readiness(options.notReady());
  const { host, origin, 'content-type': contentType, authorization } = request.headers;
  const trusted = isToken(authorization, options.token);
  const verdict = statusRequestVerdict({ method, host, origin, contentType, trusted });
  if (!verdict.ok) return failure(verdict.status, verdict.code, verdict.message);
  switch (route) {
    case 'GET /status':
      return { status: 200, body: options.status() };
    case 'GET /caps':
      return { status: 200, body: { ...options.preferences.current } };
  }
  return change(route, await readJson(request), options);
}

async function change(route: string, body: unknown, options: StatusServerOptions): Promise<Answer> {
  switch (route) {
    case 'POST /caps':
      return changeCaps(body, options);
    case 'POST /pause':
      return pause(body, options);
    case 'POST /resume':
      await options.consent.resume();
      return { status: 200, body: options.status() };
    case 'POST /leave':
      return leave(body, options);
  }
  return failure(404, 'NOT_FOUND', 'There is nothing here.');
}

async function pause(body: unknown, { consent, status }: StatusServerOptions): Promise<Answer> {
  const parsed = pauseSchema.safeParse(body);
  if (!parsed.success)
    return failure(
      400,
      'PAUSE_INVALID',
      'Send {"reason": "…", "forSeconds": …}, a reason of up to 200 characters, or {}.',
    );
  const { reason, forSeconds } = parsed.data;
  await consent.pause(reason, forSeconds === null ? null : forSeconds * 1_000);
  return { status: 200, body: status() };
}

async function leave(body: unknown, options: StatusServerOptions): Promise<Answer> {
  const parsed = leaveTermsSchema.safeParse(body);
  if (!parsed.success)
    return failure(400, 'LEAVE_INVALID', 'Send {"gatewayUrl": "https://…", "local": false}, or {}.');
  try {
    const summary = await options.leave(parsed.data);
    return { status: 200, body: { summary }, afterwards: options.onLeft };
  } catch (error) {
    if (!(error instanceof LeaveError)) throw error;
    return failure(502, error.code, error.message);
  }
}

async function changeCaps(body: unknown, { preferences }: StatusServerOptions): Promise<Answer> {
  const parsed = preferencesPatchSchema.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return failure(400, 'CAPS_INVALID', problems.join('; ').slice(0, 1_000));
  }
  await preferences.change(parsed.data);
  return { status: 200, body: { ...preferences.current } };
}

function isToken(authorization: string | undefined, token: string): boolean {
  const [given, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk as Uint8Array);
    bytes += piece.length;
    if (bytes > bodyLimit) return undefined;
    chunks.push(piece);
  }
  try {
    return bytes === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function readiness(notReady: string | null): Answer {
  if (notReady === null) return { status: 200, body: { status: 'ready' } };
  return { status: 503, body: { status: 'not ready', reason: notReady } };
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

function send(response: ServerResponse, { status, body, afterwards }: Answer): void {
  if (afterwards !== undefined) {
    if (response.destroyed) afterwards();
    else response.once('close', afterwards);
  }
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

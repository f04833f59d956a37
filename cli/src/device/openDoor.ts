import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ApiError } from '../client/ApiError.js';
import { call } from '../client/request.js';

const doorSchema = z.object({ url: z.url(), token: z.string() });
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const longestWaitMs = 10_000;

/** The local door of the agent on this machine. */
export interface Door {
  get(route: string): Promise<unknown>;
  /** `limitMs`: how long it may take, when that is longer than usual. */
  post(route: string, body: unknown, limitMs?: number): Promise<unknown>;
}

/**
 * Finds the agent's door by the `door.json` it keeps in one of some folders. Throws AGENT_NOT_FOUND when there is none that this
 * user may read.
 */
export async function openDoor(folders: readonly string[]): Promise<Door> {
  for (const folder of folders) {
    const text = await readFile(path.join(folder, 'door.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const door = doorSchema.safeParse(JSON.parse(text));
    if (door.success) return doorAt(door.data);
  }
  throw new ApiError(
    'AGENT_NOT_FOUND',
    `No agent that you may control keeps its folder in ${folders.join(' or ')}. Say where with --data FOLDER, or run this as its user. Where none runs, aic-agent itself can join and leave.`,
  );
}

function doorAt({ url, token }: z.infer<typeof doorSchema>): Door {
  const ask = async (route: string, init: RequestInit, limitMs = longestWaitMs): Promise<unknown> => {
    const response = await call(url + route, { ...init, signal: AbortSignal.timeout(limitMs) });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const refusal = refusalSchema.safeParse(answer);
    if (!refusal.success) throw new ApiError('UNEXPECTED_ANSWER', `${url} does not answer as an agent does.`);
    throw new ApiError(refusal.data.error.code, refusal.data.error.message);
  };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return {
    get: (route) => ask(route, {}),
    post: (route, body, limitMs) =>
      ask(route, { method: 'POST', headers, body: JSON.stringify(body) }, limitMs),
  };
}

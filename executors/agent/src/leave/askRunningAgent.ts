import { errors, request } from 'undici';
import { z } from 'zod';
import { readDoor } from '../consent/openDoorKey.js';
import type { LeaveTerms } from './leaveFleet.js';
import { LeaveError } from './LeaveError.js';

const leftSchema = z.object({ summary: z.string() });
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const lookMs = 5_000;

/** What an agent holds may take a while, and it finishes that first. */
const finishMs = 10 * 60_000;

/**
 * Has the agent that runs on a data folder leave its fleet, and answers what it says of that; null when none runs there. Throws
 * AGENT_DOES_NOT_ANSWER, or what the agent refuses it with.
 */
export async function askRunningAgent(dataDir: string, terms: LeaveTerms): Promise<string | null> {
  const door = await readDoor(dataDir);
  if (door === null || !(await isThere(door.url))) return null;
  const { statusCode, body } = await post(`${door.url}/leave`, door.token, terms);
  if (statusCode === 200) return leftSchema.parse(body).summary;
  const { code, message } = refusalSchema.parse(body).error;
  throw new LeaveError(code, message);
}

/** Whether an agent answers, and not just something else that was given its port. */
async function isThere(url: string): Promise<boolean> {
  try {
    const limits = { headersTimeout: lookMs, bodyTimeout: lookMs };
    const { body } = await request(`${url}/status`, limits);
    return z.object({ deviceId: z.string() }).safeParse(await body.json()).success;
  } catch (error) {
    if (!isTimeout(error)) return false;
    throw new LeaveError('AGENT_DOES_NOT_ANSWER', 'The agent on this machine does not answer. End it first.');
  }
}

async function post(url: string, token: string, terms: LeaveTerms) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const limits = { headersTimeout: finishMs, bodyTimeout: finishMs };
  try {
    const { statusCode, body } = await request(url, {
      ...limits,
      method: 'POST',
      headers,
      body: JSON.stringify(terms),
    });
    return { statusCode, body: await body.json() };
  } catch (error) {
    const message = 'The agent did not say what came of it. Do it again to find out.';
    throw new LeaveError('AGENT_DOES_NOT_ANSWER', message, { cause: error });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
}

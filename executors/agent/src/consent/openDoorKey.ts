import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../writeAtomically.js';

const doorSchema = z.object({ url: z.string(), token: z.string().regex(/^[\w-]{43}$/) });

/** The secret that changes need at the local door. Stays the same over restarts. */
export async function openDoorKey(directory: string): Promise<string> {
  const kept = await readFile(pathIn(directory), 'utf8').catch(() => null);
  try {
    return doorSchema.parse(JSON.parse(kept ?? 'null')).token;
  } catch {
    return randomBytes(32).toString('base64url');
  }
}

/** Writes where the door is and its secret to `door.json`, which only the device's owner can read. */
export function publishDoor(directory: string, door: z.infer<typeof doorSchema>): Promise<void> {
  return writeAtomically(pathIn(directory), `${JSON.stringify(door)}\n`);
}

function pathIn(directory: string): string {
  return join(directory, 'door.json');
}

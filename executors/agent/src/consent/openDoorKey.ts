import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../writeAtomically.js';

const doorSchema = z.object({ url: z.string(), token: z.string().regex(/^[\w-]{43}$/) });

/** The secret that changes need at the local door. Stays the same over restarts. */
export async function openDoorKey(directory: string): Promise<string> {
  return (await readDoor(directory))?.token ?? randomBytes(32).toString('base64url');
}

/** Where the door was last, and its secret; null when no agent left word of it. */
export async function readDoor(directory: string): Promise<z.infer<typeof doorSchema> | null> {
  try {
    return doorSchema.parse(JSON.parse(await readFile(pathIn(directory), 'utf8')));
  } catch {
    return null;
  }
}

/** Writes where the door is and its secret to `door.json`, which only the device's owner can read. */
export function publishDoor(directory: string, door: z.infer<typeof doorSchema>): Promise<void> {
  return writeAtomically(pathIn(directory), `${JSON.stringify(door)}\n`);
}

function pathIn(directory: string): string {
  return join(directory, 'door.json');
}

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ApiError } from './client/ApiError.js';

const keySchema = z.object({ url: z.url(), apiKey: z.string() });

const sessionSchema = z.object({
  url: z.url(),
  refreshToken: z.string(),
  accessToken: z.string(),
  accessTokenExpiresAt: z.iso.datetime(),
});

/** A session that a person approved for this terminal. Both tokens are secret and change every quarter of an hour. */
export type SessionSettings = z.infer<typeof sessionSchema>;

const settingsSchema = z.union([keySchema, sessionSchema]);

/** Where and as whom one is signed in: with an API key, or with a session. */
export type Settings = z.infer<typeof settingsSchema>;

/** Reads the settings file; undefined when nobody is signed in. Throws SETTINGS_UNREADABLE when it is broken. */
export async function readSettings(file: string): Promise<Settings | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ApiError('SETTINGS_UNREADABLE', `${file} is not readable. Sign in again with "aic login".`, {
      cause,
    });
  }
}

/** Writes the settings file so that only its owner can read it, whole or not at all. */
export async function writeSettings(file: string, settings: Settings): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, file);
}

/** Forgets where and as whom one was signed in. */
export async function removeSettings(file: string): Promise<void> {
  await rm(file, { force: true });
}

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '@ai-collective/contracts';
import { z } from 'zod';

const secretsSchema = z.object({
  postgresPassword: z.string(),
  servicePassword: z.string(),
  capabilitySecret: z.string().min(32),
  identitySealingKey: z.string(),
  checkpointKey: z.string(),
  apiKey: z.string(),
});

/** The secrets of one machine's installation, made at the first start and kept in its data folder. */
export type LocalSecrets = z.infer<typeof secretsSchema>;

/** The file by which a data folder is known as one. */
export const secretsFileName = 'secrets.json';

/** Beside the secrets: the administrator's API key alone, for scripts. */
export const apiKeyFileName = 'api-key';

/** Reads the secrets of a data folder, or makes them; the file is readable by its owner only. */
export async function loadSecrets(dataFolder: string): Promise<LocalSecrets> {
  const file = path.join(dataFolder, secretsFileName);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return completed(file, text);
  const secrets = makeSecrets();
  await mkdir(dataFolder, { recursive: true });
  await writeFile(path.join(dataFolder, apiKeyFileName), secrets.apiKey, { mode: 0o600, flush: true });
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return secrets;
}

const later = { identitySealingKey: true, checkpointKey: true } as const;

/** Installations made before there were all of these get the others now. */
async function completed(file: string, text: string): Promise<LocalSecrets> {
  const kept = secretsSchema.partial(later).parse(JSON.parse(text));
  const { identitySealingKey = randomSecret(), checkpointKey = randomSecret() } = kept;
  const secrets = { ...kept, identitySealingKey, checkpointKey };
  if (kept.identitySealingKey === undefined || kept.checkpointKey === undefined) {
    const fresh = `${file}.new`;
    await writeFile(fresh, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(fresh, file);
  }
  return secrets;
}

function makeSecrets(): LocalSecrets {
  return {
    postgresPassword: randomSecret(),
    servicePassword: randomSecret(),
    capabilitySecret: randomSecret(),
    identitySealingKey: randomSecret(),
    checkpointKey: randomSecret(),
    apiKey: `aic_${newId('apiKey').slice('key_'.length)}_${randomSecret()}`,
  };
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

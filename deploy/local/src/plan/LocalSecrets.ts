import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '@ai-collective/contracts';
import { z } from 'zod';

const jwkSchema = z.record(z.string(), z.unknown());

const secretsSchema = z.object({
  postgresPassword: z.string(),
  servicePassword: z.string(),
  capabilitySecret: z.string().min(32),
  passportPrivateJwk: jwkSchema,
  passportPublicJwk: jwkSchema,
  identityPrivateJwk: jwkSchema,
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
  if (text !== undefined) return secretsSchema.parse(JSON.parse(text));
  const secrets = makeSecrets();
  await mkdir(dataFolder, { recursive: true });
  await writeFile(path.join(dataFolder, apiKeyFileName), secrets.apiKey, { mode: 0o600, flush: true });
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return secrets;
}

function makeSecrets(): LocalSecrets {
  const passport = signingKey('passport-1');
  const identity = signingKey('identity-1');
  const random = () => randomBytes(32).toString('base64url');
  return {
    postgresPassword: random(),
    servicePassword: random(),
    capabilitySecret: random(),
    passportPrivateJwk: passport.privateJwk,
    passportPublicJwk: passport.publicJwk,
    identityPrivateJwk: identity.privateJwk,
    apiKey: `aic_${newId('apiKey').slice('key_'.length)}_${random()}`,
  };
}

function signingKey(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const marks = { kid, alg: 'EdDSA', use: 'sig' };
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...marks },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), ...marks },
  };
}

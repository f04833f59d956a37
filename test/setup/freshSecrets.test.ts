import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiKeyPattern } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freshSecrets, toEnvText } from '../../scripts/env/freshSecrets.mjs';

const tool = fileURLToPath(new URL('../../scripts/make-env.mjs', import.meta.url));
const compose = readFileSync(fileURLToPath(new URL('../../docker-compose.yml', import.meta.url)), 'utf8');
const example = readFileSync(fileURLToPath(new URL('../../.env.example', import.meta.url)), 'utf8');
const now = Date.UTC(2026, 0, 1);

const jwkSchema = z.record(z.string(), z.string());
const jwksSchema = z.object({ keys: z.tuple([jwkSchema]) });

function read(secrets: Readonly<Record<string, string>>, name: string): string {
  const value = secrets[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

function publishedKey(secrets: Readonly<Record<string, string>>): Record<string, string> {
  return jwksSchema.parse(JSON.parse(read(secrets, 'PASSPORT_JWKS'))).keys[0];
}

describe('freshSecrets', () => {
  it('makes an API key of the form that identity accepts', () => {
    expect(read(freshSecrets(now), 'BOOTSTRAP_API_KEY')).toMatch(apiKeyPattern);
  });

  it('makes passport keys that belong together', () => {
    const secrets = freshSecrets(now);
    const privateKey = createPrivateKey({
      key: jwkSchema.parse(JSON.parse(read(secrets, 'PASSPORT_PRIVATE_JWK'))),
      format: 'jwk',
    });
    const publicKey = createPublicKey({
      key: publishedKey(secrets),
      format: 'jwk',
    });
    const message = Buffer.from('passport');
    expect(verify(null, message, publicKey, sign(null, message, privateKey))).toBe(true);
  });

  it('publishes no private key in the key set', () => {
    expect(publishedKey(freshSecrets(now))).not.toHaveProperty('d');
  });

  it('never makes the same secret twice', () => {
    const values = [freshSecrets(now), freshSecrets(now)].flatMap((secrets) => Object.values(secrets));
    expect(new Set(values).size).toBe(values.length);
  });

  it('makes everything docker-compose.yml insists on, and .env.example explains it', () => {
    const required = [...compose.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name);
    const made = Object.keys(freshSecrets(now));
    expect(made.toSorted()).toEqual([...new Set(required)].toSorted());
    for (const name of made) expect(example).toContain(`\n${name}=`);
  });
});

describe('toEnvText', () => {
  it('quotes values so that nothing in them is expanded', () => {
    expect(toEnvText({ KEY: '{"a":"$b"}' })).toContain(`KEY='{"a":"$b"}'\n`);
  });
});

describe('npm run env', () => {
  it('writes a file for its owner only, and refuses to replace it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aic-env-'));
    const file = join(folder, '.env');
    try {
      expect(spawnSync(process.execPath, [tool, '--file', file]).status).toBe(0);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const first = readFileSync(file, 'utf8');
      expect(spawnSync(process.execPath, [tool, '--file', file]).status).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe(first);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

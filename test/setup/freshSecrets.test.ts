import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiKeyPattern } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { freshSecrets, toEnvText } from '../../scripts/env/freshSecrets.mjs';

const tool = fileURLToPath(new URL('../../scripts/make-env.mjs', import.meta.url));
const compose = readFileSync(fileURLToPath(new URL('../../docker-compose.yml', import.meta.url)), 'utf8');
const example = readFileSync(fileURLToPath(new URL('../../.env.example', import.meta.url)), 'utf8');
const now = Date.UTC(2026, 0, 1);

function read(secrets: Readonly<Record<string, string>>, name: string): string {
  const value = secrets[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

describe('freshSecrets', () => {
  it('makes an API key of the form that identity accepts', () => {
    expect(read(freshSecrets(now), 'BOOTSTRAP_API_KEY')).toMatch(apiKeyPattern);
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

  it('makes no signing key: those are in files that can be changed, each mounted only where it signs', () => {
    expect(Object.keys(freshSecrets(now)).filter((name) => name.includes('JW'))).toEqual([]);
    const mounts = (volume: string) =>
      [...compose.matchAll(new RegExp(`- ${volume}:(.*)`, 'g'))].map(([, to]) => to);
    expect(mounts('passport-keys')).toEqual(['/keys/passport', '/keys/passport:ro']);
    expect(mounts('identity-keys')).toEqual(['/keys/identity', '/keys/identity:ro']);
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

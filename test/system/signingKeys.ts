import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { passportHeader, passportIssuer, subgraphNames, type SubgraphName } from '@ai-collective/contracts';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { projectRoot, type TestSystem } from './TestSystem.js';

const run = promisify(execFile);
const program = path.join(projectRoot, 'platform/dist/keys/rotation/main.js');

const jwkSchema = z.object({
  kid: z.string(),
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  d: z.string(),
});
const keySetSchema = z.object({ keys: z.array(jwkSchema) });

type Jwk = z.infer<typeof jwkSchema>;

/** The keys of a running system, changed as `npm run rotate-keys` does. */
export class TestKeys {
  readonly #files: Readonly<Record<'passport' | 'identity', string>>;

  constructor(readonly system: TestSystem) {
    const file = (name: string) => path.join(system.dataFolder, 'keys', `${name}.json`);
    this.#files = { passport: file('passport'), identity: file('identity') };
  }

  async of(kind: 'passport' | 'identity'): Promise<readonly Jwk[]> {
    return keySetSchema.parse(JSON.parse(await readFile(this.#files[kind], 'utf8'))).keys;
  }

  async rotate(leadSeconds: number): Promise<void> {
    await run(process.execPath, [program, '--lead', String(leadSeconds), ...Object.values(this.#files)]);
  }

  async remove(kid: string): Promise<void> {
    await run(process.execPath, [program, '--remove', kid, ...Object.values(this.#files)]);
  }

  /** What each subgraph answers to a passport that a key signs now: the same one as long as `passports` is the same. */
  async askAll(passports: ReadonlyMap<SubgraphName, string>): Promise<readonly number[]> {
    const asking = subgraphNames.map(async (name) => {
      const response = await fetch(`http://127.0.0.1:${this.system.ports[name]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [passportHeader]: passports.get(name) ?? '' },
        body: '{"query":"{ __typename }"}',
        signal: AbortSignal.timeout(10_000),
      });
      await response.text();
      return response.status;
    });
    return Promise.all(asking);
  }
}

/** A passport for each subgraph, signed now. */
export async function passportsOf(jwk: Jwk): Promise<ReadonlyMap<SubgraphName, string>> {
  const key = await importJWK(jwk, 'EdDSA');
  const iat = Math.floor(Date.now() / 1_000);
  const signing = subgraphNames.map(async (aud) => {
    const claims = { sub: '', kind: 'GATEWAY', community: '', roles: [], scopes: null, policyVersion: 0 };
    const token = await new SignJWT({ iss: passportIssuer, aud, ...claims, iat, exp: iat + 60 })
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
      .sign(key);
    return [aud, token] as const;
  });
  return new Map(await Promise.all(signing));
}

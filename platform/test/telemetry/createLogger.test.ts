import { generateKeyPairSync } from 'node:crypto';
import { mintCapability, newId } from '@ai-collective/contracts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLogger, redactText, type Logger } from '../../src/telemetry/createLogger.js';
import { createTestGateway } from '../../src/testing/createTestGateway.js';

function logging(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const log = createLogger({ service: 'test', level: 'trace' }, { write: (line) => lines.push(line) });
  return { log, lines };
}

const apiKey = `aic_${newId('apiKey').slice(4)}_${'k'.repeat(20)}-_${'K'.repeat(21)}`;
const capability = mintCapability('secret-of-the-test', {
  action: 'read',
  community: 'com_1',
  cid: null,
  maxBytes: 1,
  expiresAt: 2_000_000_000,
  subject: 'per_1',
});
const databaseUrl = 'postgresql://compute:hunter2@127.0.0.1:5432/db';

describe('createLogger', () => {
  let jwt: string;
  let credentials: readonly (readonly [string, string])[];

  beforeAll(async () => {
    jwt = await (await createTestGateway('identity')).sign();
    const { d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    credentials = [
      [apiKey, 'k'.repeat(20)],
      [jwt, jwt.split('.')[1] ?? ''],
      [capability, capability.split('.')[1] ?? ''],
      [databaseUrl, 'hunter2'],
      ['redis://:hunter2@127.0.0.1', 'hunter2'],
      [`http://127.0.0.1/blobs/x?capability=${capability}&a=b`, capability],
      ['GET /sign-in?code=hunter2', 'hunter2'],
      ['authorization: Bearer hunter2', 'hunter2'],
      ['Authorization: Basic aHVudGVyMg==', 'aHVudGVyMg=='],
      ['host=db password=hunter2 user=x', 'hunter2'],
      [JSON.stringify({ authorization: 'hunter2' }), 'hunter2'],
      [JSON.stringify({ deep: { clientSecret: 'hunter2' } }), 'hunter2'],
      [JSON.stringify({ kty: 'OKP', d }), d],
    ];
  });

  function secretsIn(written: string): readonly string[] {
    return credentials.map(([, secret]) => secret).filter((secret) => written.includes(secret));
  }

  it('never prints a credential in a message', () => {
    const { log, lines } = logging();
    for (const [text] of credentials) log.info(`before ${text} after`);
    expect(lines).toHaveLength(credentials.length);
    expect(secretsIn(lines.join(''))).toEqual([]);
    for (const line of lines) expect(line).toContain('before');
  });

  it('never prints a credential in a member, however deep', () => {
    const { log, lines } = logging();
    for (const [text] of credentials) log.info({ a: { b: { list: [{ value: text }] } } }, 'deep');
    expect(secretsIn(lines.join(''))).toEqual([]);
  });

  it('never prints a credential in the message, stack or cause of an error', () => {
    const { log, lines } = logging();
    for (const [text] of credentials)
      log.error({ err: new Error(`outer ${text}`, { cause: new Error(`inner ${text}`) }) }, 'failed');
    expect(secretsIn(lines.join(''))).toEqual([]);
    expect(lines[0]).toContain('outer');
  });

  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'password',
    'secret',
    'clientSecret',
    'token',
    'accessToken',
    'capability',
    'CAPABILITY_SECRET',
    'apiKey',
    'x-api-key',
    'x-aic-passport',
    'credential',
    'PASSPORT_PRIVATE_JWK',
  ])('never prints the member %s at any depth, whatever it looks like', (name) => {
    const { log, lines } = logging();
    const value = 'hunter"2\\';
    log.info({ [name]: value }, 'first');
    log.info({ request: { headers: { [name]: value, kept: 'visible' } } }, 'deep');
    log.info({ request: { headers: { [name]: [value, value], kept: 'visible' } } }, 'list');
    log.info({ err: Object.assign(new Error('x'), { config: { headers: { [name]: value } } }) }, 'error');
    expect(lines.join('')).not.toContain('hunter');
    for (const line of lines) expect(() => void JSON.parse(line)).not.toThrow();
    expect(lines[1]).toContain('visible');
    expect(lines[2]).toContain('visible');
  });

  it('hides the code of a sign-in, and shows the code of an error', () => {
    const { log, lines } = logging();
    log.info({ code: 'hunter2' }, 'sign-in');
    log.info({ err: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }, 'error');
    expect(lines[0]).not.toContain('hunter2');
    expect(lines[1]).toContain('ECONNREFUSED');
  });

  it('leaves what is no secret alone', () => {
    const text = '{"url":"http://127.0.0.1:4000","email":"ann@example.org","tokens":12,"path":"/a?b=c"}';
    expect(redactText(text)).toBe(text);
  });

  it('always writes JSON, whatever is logged', () => {
    const key = fc.oneof(fc.constantFrom('password', 'token', 'url', 'd'), fc.string());
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom(databaseUrl, apiKey, capability, 'x"y\\', '{"password":"p\\"q"}', 'Bearer x"y'),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(key, value), leaf, (object, message) => {
        const { log, lines } = logging();
        log.info({ object }, message);
        expect(() => void JSON.parse(lines.join(''))).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('says who logs, when and how severe it is', () => {
    const { log, lines } = logging();
    log.warn('careful');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      service: 'test',
      pid: process.pid,
      msg: 'careful',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
  });

  it('redacts a long line in a moment', () => {
    const line = `"${'a'.repeat(100_000)}" ${'":"'.repeat(20_000)} ${'\\"'.repeat(20_000)} http://${'b:'.repeat(20_000)}`;
    const begun = performance.now();
    redactText(line);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

import { randomBytes } from 'node:crypto';
import { apiKeyPattern, newId } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatApiKey, formatSessionCredential, parseCredential } from '../../src/rules/credentialFormat.js';

const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));

describe('parseCredential', () => {
  it('takes apart every API key that was put together', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const keyId = newId('apiKey');
        const text = formatApiKey(keyId, secret);
        expect(text).toMatch(apiKeyPattern);
        expect(parseCredential(text)).toEqual({ kind: 'API_KEY', keyId, secret });
      }),
    );
  });

  it('takes apart every session credential that was put together', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const sessionId = newId('session');
        const text = formatSessionCredential(sessionId, secret);
        expect(parseCredential(text)).toEqual({ kind: 'SESSION', sessionId, secret });
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['words', 'let me in'],
    ['a key without a secret', `aic_${newId('apiKey').slice(4)}_`],
    ['a key with a long secret', `aic_${newId('apiKey').slice(4)}_${randomBytes(33).toString('base64url')}`],
    ['a key after a space', ` aic_${newId('apiKey').slice(4)}_${randomBytes(32).toString('base64url')}`],
    [
      'a key before a line feed',
      `aic_${newId('apiKey').slice(4)}_${randomBytes(32).toString('base64url')}\n`,
    ],
  ])('knows that %s is no credential', (_name, text) => {
    expect(parseCredential(text)).toEqual({ kind: 'UNKNOWN' });
  });

  it('takes three parts with dots for an access token', () => {
    expect(parseCredential('eyJh.eyJz.c2ln')).toEqual({ kind: 'ACCESS_TOKEN', token: 'eyJh.eyJz.c2ln' });
  });
});

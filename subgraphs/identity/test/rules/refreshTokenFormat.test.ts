import { randomBytes } from 'node:crypto';
import { newId } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { parseCredential } from '../../src/rules/credentialFormat.js';
import { formatRefreshToken, parseRefreshToken } from '../../src/rules/refreshTokenFormat.js';

describe('refresh tokens', () => {
  const tokenId = newId('refreshToken');
  const secret = randomBytes(32).toString('base64url');
  const text = formatRefreshToken(tokenId, secret);

  it('are read as they are written', () => {
    expect(text).toMatch(/^aicr_[0-9a-z]{26}_[\w-]{43}$/);
    expect(parseRefreshToken(text)).toEqual({ tokenId, secret });
  });

  it('open no other door', () => {
    expect(parseCredential(text)).toEqual({ kind: 'UNKNOWN' });
  });

  it.each([
    '',
    'aicr_',
    text.slice(0, -1),
    `${text}A`,
    text.replace('aicr', 'aics'),
    ` ${text}`,
    `${text}\n`,
  ])('are not %j', (other) => {
    expect(parseRefreshToken(other)).toBeUndefined();
  });
});

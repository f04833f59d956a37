import { describe, expect, it } from 'vitest';
import { hostOf } from '../../src/account/linkedAccounts.js';
import { needsSignIn } from '../../src/account/needsSignIn.js';

describe('needsSignIn', () => {
  it('knows that somebody signed in too long ago', () => {
    expect(needsSignIn({ outcome: 'refused', code: 'FRESH_SIGN_IN_REQUIRED' })).toBe(true);
    expect(needsSignIn({ outcome: 'refused', code: 'RATE_LIMITED' })).toBe(false);
    expect(needsSignIn({ outcome: 'failed' })).toBe(false);
  });
});

describe('hostOf', () => {
  it.each([
    ['https://login.example.com/tenant', 'login.example.com'],
    ['http://127.0.0.1:9000', '127.0.0.1:9000'],
    ['no address', 'no address'],
  ])('calls %s %s', (issuer, host) => expect(hostOf(issuer)).toBe(host));
});

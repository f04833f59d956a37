import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeIssuerError } from '../../src/issuers/describeIssuerError.js';

const general = describeIssuerError('?error=SOMETHING_NEW');
const identitysErrors = new URL('../../../subgraphs/identity/src/errors.ts', import.meta.url);

describe('describeIssuerError', () => {
  it('says nothing when nothing went wrong', () => expect(describeIssuerError('?community=home')).toBeNull());

  it('has a sentence of its own for everything that can go wrong at an issuer', () => {
    const codes = readFileSync(identitysErrors, 'utf8').match(/^ {2}OIDC_[A-Z_]+(?=:)/gm) ?? [];
    expect(codes.length).toBeGreaterThan(8);
    const others = ['RATE_LIMITED', 'FRESH_SIGN_IN_REQUIRED', 'SESSION_ENDED', 'INTERNAL_SERVER_ERROR'];
    const sentences = [...codes, ...others].map((code) => describeIssuerError(`?error=${code.trim()}`));
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences).not.toContain(general);
  });

  it.each(['<script>', 'constructor', '__proto__', 'You have won', '', 'oidc_denied'])(
    'shows nothing of %j, which anybody may have written',
    (error) => expect(describeIssuerError(`?${new URLSearchParams({ error }).toString()}`)).toBe(general),
  );
});

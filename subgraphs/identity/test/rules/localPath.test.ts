import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPathOf } from '../../src/rules/localPath.js';

const site = 'https://collective.example';

describe('localPathOf', () => {
  it.each([
    '/',
    '/jobs',
    '/jobs?page=2&q=a/b',
    '/jobs#top',
    '/a//b'.replace('//', '/'),
    '/%2e%2e/x',
    '/?u=https://a.b//c',
  ])('keeps %s', (path) => {
    expect(localPathOf(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'jobs',
    'https://evil.example/',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/jobs?\\',
    '/ünder',
    '/auth/oidc/start?community=grove',
    `/${'a'.repeat(512)}`,
  ])('takes %j to the start page', (path) => {
    expect(localPathOf(path)).toBe('/');
  });

  it('leads nowhere else, whatever is written', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '?',
      '#',
      '%2f',
      '\t',
      'evil.example',
      'https:',
      'a',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        const path = localPathOf(written);
        const url = new URL(path, `${site}/auth/oidc/callback/iss_1`);
        expect(url.origin).toBe(site);
        expect(new URL(url.pathname, site).origin).toBe(site);
      }),
      { numRuns: 2_000 },
    );
  });
});

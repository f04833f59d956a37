import { describe, expect, it } from 'vitest';
import { localPath } from '../../src/page/localPath.js';

const origin = 'https://collective.example';
const searchFor = (next: string): string => `?next=${encodeURIComponent(next)}`;

describe('localPath', () => {
  it.each(['/account/', '/device/?code=BCDF-GHJK', '/jobs/job_1'])('leads on to %s', (next) => {
    expect(localPath(searchFor(next), origin)).toBe(next);
  });

  it.each([
    '',
    'account',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example/',
    ' //evil.example/',
    '/.//evil.example/',
    '/a/..//evil.example/',
    'javascript:alert(1)',
    '/\u0000/evil.example/',
    `${origin}.evil.example/`,
  ])('leads nowhere for %j', (next) => {
    expect(localPath(searchFor(next), origin)).toBeNull();
  });

  it('leads nowhere when nothing is asked for', () => {
    expect(localPath('', origin)).toBeNull();
  });
});

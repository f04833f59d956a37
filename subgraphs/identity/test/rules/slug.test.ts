import { newId } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { slugPattern } from '../../src/rules/slug.js';

describe('slugPattern', () => {
  it.each(['a', 'grove', 'grove-2', '0', 'x'.repeat(40)])('accepts %s', (slug) => {
    expect(slug).toMatch(slugPattern);
  });

  it.each([
    '',
    '-grove',
    'grove-',
    'Grove',
    'gro_ve',
    'grøve',
    'grove\n',
    'x'.repeat(41),
    newId('community'),
  ])('refuses %j', (slug) => {
    expect(slug).not.toMatch(slugPattern);
  });
});

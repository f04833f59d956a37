import { describe, expect, it } from 'vitest';
import { chosenCommunity, keepCommunity, slugOf } from '../../src/signIn/communityChoice.js';

function storage(refuses = false): Storage {
  const kept = new Map<string, string>();
  const allow = (): void => {
    if (refuses) throw new DOMException('denied', 'SecurityError');
  };
  return {
    length: 0,
    key: () => null,
    clear: () => kept.clear(),
    removeItem: (key) => void kept.delete(key),
    getItem: (key) => {
      allow();
      return kept.get(key) ?? null;
    },
    setItem: (key, value) => {
      allow();
      kept.set(key, value);
    },
  };
}

describe('the community to sign in to', () => {
  it.each([
    [' Home ', 'home'],
    ['red-team-2', 'red-team-2'],
    ['no spaces', ''],
    ['<b>', ''],
    ['x'.repeat(41), ''],
    ['', ''],
  ])('is typed as %j', (typed, slug) => expect(slugOf(typed)).toBe(slug));

  it('is the one of the address, or else that of the last attempt in this tab', () => {
    const kept = storage();
    expect(chosenCommunity('', kept)).toBe('');
    keepCommunity('home', kept);
    expect(chosenCommunity('?error=OIDC_DENIED', kept)).toBe('home');
    expect(chosenCommunity('?community=Other', kept)).toBe('other');
    expect(chosenCommunity('?community=%3Cb%3E', kept)).toBe('home');
  });

  it('is forgotten by browsers that keep nothing', () => {
    const broken = storage(true);
    keepCommunity('home', broken);
    expect(chosenCommunity('', broken)).toBe('');
  });
});

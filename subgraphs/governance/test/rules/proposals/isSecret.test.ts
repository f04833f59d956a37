import { describe, expect, it } from 'vitest';
import { isSecret } from '../../../src/rules/proposals/isSecret.js';

describe('what was voted', () => {
  it.each([
    ['an open vote', 'OPEN', null, 100, 50, false],
    ['a hidden one while it goes on', 'HIDDEN', null, 100, 99, true],
    ['a hidden one that has ended', 'HIDDEN', null, 100, 100, false],
    ['a hidden draft', 'HIDDEN', null, null, 50, true],
    ['a hidden one that was canceled while it went on', 'HIDDEN', 60, 100, 500, true],
    ['a hidden one that was canceled after it had ended', 'HIDDEN', 110, 100, 500, false],
  ] as const)('of %s is secret: %#', (...[, secrecy, canceledAt, endsAt, at, secret]) => {
    expect(isSecret({ secrecy, canceledAt }, { endsAt, at })).toBe(secret);
  });
});

import type { JsonValue } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { outputDigest } from '../../../src/rules/verification/outputDigest.js';

const digest = (json: JsonValue) => outputDigest({ type: 'inline', json: json as never });

it('names equal outputs alike, whatever the order of their members, and others not', () => {
  expect(digest({ a: 1, b: [2] })).toBe(digest({ b: [2], a: 1 }));
  expect(digest({ a: 1 })).toMatch(/^[0-9a-f]{64}$/);
  expect(digest({ a: 1 })).not.toBe(digest({ a: 2 }));
  expect(outputDigest({ type: 'blob', cid: 'bafy', bytes: 1 })).toBe('bafy');
});

it('has no name for what is nested too deeply to be written', () => {
  expect(digest(JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as JsonValue)).toBeNull();
});

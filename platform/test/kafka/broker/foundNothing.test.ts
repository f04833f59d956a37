import { describe, expect, test } from 'vitest';
import { foundNothing } from '../../../src/kafka/broker/foundNothing.js';
import { fetchResponse } from './frames.js';

describe('foundNothing', () => {
  test('tells an answer without messages from one with some, however many', () => {
    expect(foundNothing(fetchResponse({ bytes: 0 }), 16)).toBe(true);
    for (const bytes of [1, 127, 128, 5_000]) expect(foundNothing(fetchResponse({ bytes }), 16)).toBe(false);
  });

  test('takes an error for something found: the client must learn of it', () => {
    expect(foundNothing(fetchResponse({ bytes: 0, error: 6 }), 16)).toBe(false);
  });

  test.each([4, 11, 12, 18])('says nothing of version %i, which it does not know', (version) => {
    expect(foundNothing(fetchResponse({ bytes: 0 }), version)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { AnswerHeaders } from '../../src/standalone/AnswerHeaders.js';

const names = ['set-cookie', 'cache-control', 'x-version'];

describe('headers of answers', () => {
  it('are merged: all cookies, the strictest cache-control, and one value of everything else', () => {
    const headers = new AnswerHeaders(names);
    headers.add('posts', {
      'set-cookie': ['a=1', 'b=2'],
      'cache-control': 'max-age=60',
      'x-version': '2',
      other: 'x',
    });
    headers.add('people', { 'set-cookie': 'c=3', 'cache-control': 'private, max-age=5', 'x-version': '1' });
    expect(headers.merged({ isComplete: true })).toEqual({
      'set-cookie': ['a=1', 'b=2', 'c=3'],
      'cache-control': 'private, max-age=5',
      'x-version': '2',
    });
  });

  it('do not depend on which subgraph is quicker', () => {
    const answers = [
      ['posts', { 'x-version': '2' }],
      ['people', { 'x-version': '1' }],
    ] as const;
    for (const order of [answers, answers.toReversed()]) {
      const headers = new AnswerHeaders(names);
      for (const [subgraph, answer] of order) headers.add(subgraph, answer);
      expect(headers.merged({ isComplete: true })['x-version']).toBe('2');
    }
  });

  it('let nobody store an answer with errors, or one of nobody', () => {
    const headers = new AnswerHeaders(names);
    expect(headers.merged({ isComplete: true })).toEqual({ 'cache-control': 'no-store' });
    headers.add('posts', { 'cache-control': 'max-age=60' });
    expect(headers.merged({ isComplete: false })).toEqual({ 'cache-control': 'no-store' });
  });

  it('have no more cookies than anybody needs', () => {
    const headers = new AnswerHeaders(names);
    for (let call = 0; call < 100; call++) headers.add('posts', { 'set-cookie': [`a=${call}`, 'b=2'] });
    expect(headers.merged({ isComplete: true })['set-cookie']).toHaveLength(50);
  });
});

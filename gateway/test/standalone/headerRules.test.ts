import { describe, expect, it } from 'vitest';
import { insertedFor, propagate } from '../../src/standalone/headerRules.js';

describe('header rules', () => {
  it('pass on what is named, under its new name, and nothing else', () => {
    const rules = [
      { from: 'x-tenant', to: 'x-tenant' },
      { from: 'x-user', to: 'x-subject' },
      { from: 'absent', to: 'absent' },
    ];
    expect(propagate({ 'x-tenant': 't', 'x-user': 'u', cookie: 'c' }, rules)).toEqual({
      'x-tenant': 't',
      'x-subject': 'u',
    });
  });

  it('let the last rule win whose header was sent', () => {
    const rules = [
      { from: 'authorization', to: 'authorization' },
      { from: 'x-token', to: 'authorization' },
    ];
    expect(propagate({ authorization: 'a', 'x-token': 't' }, rules)).toEqual({ authorization: 't' });
    expect(propagate({ authorization: 'a' }, rules)).toEqual({ authorization: 'a' });
  });

  it('insert what is for a subgraph after what is for all', () => {
    const rules = [
      { subgraph: 'posts', name: 'x-key', value: 'own' },
      { subgraph: '*', name: 'x-key', value: 'all' },
      { subgraph: 'people', name: 'x-other', value: 'o' },
    ];
    expect(insertedFor('posts', rules)).toEqual({ 'x-key': 'own' });
    expect(insertedFor('people', rules)).toEqual({ 'x-key': 'all', 'x-other': 'o' });
  });
});

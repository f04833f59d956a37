import { describe, expect, it } from 'vitest';
import { ManifestError, readManifest } from '../../src/documents/readManifest.js';

const operations = [{ id: 'a1', name: 'A', type: 'query', body: 'query A { a }' }];
const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };

describe('readManifest', () => {
  it.each([
    ['a persisted query manifest', JSON.stringify(manifest), [['a1', 'query A { a }']]],
    [
      'texts by id',
      '{ "b2": "{ b }", "c3": "{ c }" }',
      [
        ['b2', '{ b }'],
        ['c3', '{ c }'],
      ],
    ],
    ['nothing', '{}', []],
  ])('reads %s', (_, text, documents) => {
    expect(readManifest(text)).toEqual(documents);
  });

  it.each([
    ['no JSON', 'query { a }'],
    ['a list', '[]'],
    ['a manifest of another version', JSON.stringify({ ...manifest, version: 2 })],
    ['an operation without a text', JSON.stringify({ ...manifest, operations: [{ id: 'a' }] })],
    ['a map of something else', '{ "a": 1 }'],
  ])('refuses %s', (_, text) => {
    expect(() => readManifest(text)).toThrow(ManifestError);
  });
});

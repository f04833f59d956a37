import { describe, expect, it } from 'vitest';
import { checkDescription } from '../../src/rules/checkDescription.js';
import { describeUpload } from '../../src/rules/describeUpload.js';

describe('checkDescription', () => {
  it.each([
    [null, null],
    ['image/png', 'photo.png'],
    ['text/plain; charset=utf-8', 'Bericht März (2).txt'],
    ['application/vnd.ai+json;profile="a b"', '写真'],
  ])('accepts the media type %s and the name %s', (mediaType, name) => {
    expect(checkDescription({ mediaType, name })).toBeUndefined();
  });

  it.each([
    '',
    'png',
    'image/',
    'image/png\r\nset-cookie: a=b',
    'text/plain; charset="a\nb"',
    `a/${'b'.repeat(300)}`,
  ])('refuses the media type %j', (mediaType) => {
    expect(checkDescription({ mediaType, name: null })).toMatchObject({ field: 'mediaType' });
  });

  it.each(['', 'a/b', 'a\\b', 'a\0', 'a\nb', '\ud800', 'a'.repeat(256)])('refuses the name %j', (name) => {
    expect(checkDescription({ mediaType: null, name })).toMatchObject({ field: 'name' });
  });
});

describe('describeUpload', () => {
  it.each([
    [
      { name: 'a', mediaType: 'image/png', contentType: 'text/plain' },
      { name: 'a', mediaType: 'image/png' },
    ],
    [
      { name: undefined, mediaType: undefined, contentType: 'text/plain' },
      { name: null, mediaType: 'text/plain' },
    ],
    [
      { name: undefined, mediaType: undefined, contentType: 'application/x-www-form-urlencoded' },
      { name: null, mediaType: null },
    ],
    [
      { name: undefined, mediaType: undefined, contentType: undefined },
      { name: null, mediaType: null },
    ],
  ])('%o → %o', (given, expected) => {
    expect(describeUpload(given)).toEqual(expected);
  });
});

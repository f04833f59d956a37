import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../../src/rules/contentDisposition.js';
import { etagMatches, etagOf } from '../../src/rules/etagMatches.js';

describe('contentDisposition', () => {
  it.each([
    [null, 'attachment'],
    ['photo.png', "attachment; filename*=UTF-8''photo.png"],
    [`it's "März" (1).txt`, "attachment; filename*=UTF-8''it%27s%20%22M%C3%A4rz%22%20%281%29.txt"],
  ])('%s → %s', (name, expected) => {
    expect(contentDisposition(name)).toBe(expected);
  });
});

describe('etagMatches', () => {
  it.each([
    [undefined, false],
    ['"other"', false],
    [etagOf('cid'), true],
    [`"other", W/${etagOf('cid')}`, true],
    ['*', true],
    ['cid', false],
  ])('%s → %s', (header, expected) => {
    expect(etagMatches(header, 'cid')).toBe(expected);
  });
});

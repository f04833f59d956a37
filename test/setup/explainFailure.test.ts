import { describe, expect, it } from 'vitest';
import { explainFailure, trimOutput } from '../../scripts/setup/explainFailure.mjs';

describe('explainFailure', () => {
  it.each([
    ['npm error code ENOSPC', 'the disk is full'],
    ["fatal error: can't write: No space left on device", 'the disk is full'],
    ['npm error code EUSAGE', 'package-lock.json does not agree with the package.json files'],
    [
      'npm error code ENOTFOUND\nnpm error network request to a registry failed',
      'the package registry cannot be reached',
    ],
    ['npm error code ECONNREFUSED', 'the package registry cannot be reached'],
    [
      'npm error code UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      "the package registry's certificate is not trusted here",
    ],
    ['npm error code EACCES', 'a file may not be written'],
    ['c++: fatal error: Killed signal terminated program cc1plus', 'a compiler ran out of memory'],
    ['gyp ERR! find Python', 'Python 3 is missing or not found'],
  ])('knows %j', (output, message) => {
    const explained = explainFailure(output, 'look yourself');
    expect(explained.message).toBe(message);
    expect(explained.advice).not.toBe('look yourself');
  });

  it('gives the general advice for anything else', () => {
    expect(explainFailure('something odd', 'look yourself')).toEqual({
      message: '',
      advice: 'look yourself',
    });
  });
});

describe('trimOutput', () => {
  it('keeps the last lines and says how many it left out', () => {
    const output = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
    const lines = trimOutput(output, 10).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('… 40 lines before');
    expect(lines[10]).toBe('line 49');
  });

  it('leaves a short output whole, without its empty lines', () => {
    expect(trimOutput('one\n\ntwo\n')).toBe('one\ntwo');
  });
});

import { describe, expect, it } from 'vitest';
import { lastingRefusal } from '../../src/rules/lastingRefusal.js';

describe('lastingRefusal', () => {
  it.each([
    ['an invalid date', '22007', '22007'],
    ['a broken constraint', '23514', '23514'],
    ['a row touched twice', '21000', '21000'],
    ['a row that row security hides', '42501', '42501'],
    ['a value too large', '54000', '54000'],
    ['a lost connection', '08006', undefined],
    ['a conflict of transactions', '40001', undefined],
    ['a deadlock', '40P01', undefined],
    ['a full disk', '53100', undefined],
    ['a lock timeout', '55P03', undefined],
    ['a statement timeout', '57014', undefined],
    ['a shutdown', '57P01', undefined],
    ['a table that is not there yet', '42P01', undefined],
    ['an internal error', 'XX000', undefined],
    ["the operating system's code", 'ECONNREFUSED', undefined],
    ["the service's own code", 'POLICIES_NOT_READY', undefined],
    ['no code', undefined, undefined],
  ])('%s (%s): %s', (_, code, expected) => {
    expect(lastingRefusal(Object.assign(new Error('x'), { code }))).toBe(expected);
  });

  it('takes nothing else for a refusal', () => {
    for (const thrown of [undefined, null, '22007', { code: 22_007 }])
      expect(lastingRefusal(thrown)).toBe(undefined);
  });
});

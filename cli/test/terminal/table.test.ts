import { describe, expect, it } from 'vitest';
import { table } from '../../src/terminal/table.js';

describe('table', () => {
  it('aligns columns and leaves no space at the end', () => {
    expect(
      table(
        [
          ['JOB', 'STATE'],
          ['job_1', 'FAILED'],
          ['j', 'OK'],
        ],
        80,
      ),
    ).toEqual(['JOB    STATE', 'job_1  FAILED', 'j      OK']);
  });

  it('fits a small terminal', () => {
    for (const line of table([['a'.repeat(30), 'b'.repeat(30)]], 40))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  it('has no lines when there are no rows', () => {
    expect(table([], 80)).toEqual([]);
  });
});

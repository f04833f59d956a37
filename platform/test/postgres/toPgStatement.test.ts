import { expect, test } from 'vitest';
import { toPgStatement } from '../../src/postgres/toPgStatement.js';

test('numbers the parameters and names the statement by its text', () => {
  const one = toPgStatement('select ?::int, ?::text');
  expect(one.text).toBe('select $1::int, $2::text');
  expect(one.name).toHaveLength(43);
  expect(toPgStatement('select ?::int, ?::text')).toBe(one);
  expect(toPgStatement('select ?::int').name).not.toBe(one.name);
});

test('refuses statements that are made at run time: each would stay prepared on every connection', () => {
  expect(() => {
    for (let made = 0; made < 1_000; made += 1) toPgStatement(`select ${made}`);
  }).toThrow('must not be made at run time');
});

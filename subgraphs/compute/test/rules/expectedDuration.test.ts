import { expect, it } from 'vitest';
import { expectedDuration } from '../../src/rules/expectedDuration.js';

it.each([
  [{ items: 10, backlog: 0, devices: 1, runMs: 20 }, 200],
  [{ items: 10, backlog: 5, devices: 4, runMs: 20 }, 80],
  [{ items: 1, backlog: 0, devices: 8, runMs: 20 }, 20],
  [{ items: 1, backlog: 0, devices: 0, runMs: 20 }, null],
])('of %j is %j', (outset, expected) => {
  expect(expectedDuration(outset)).toBe(expected);
});

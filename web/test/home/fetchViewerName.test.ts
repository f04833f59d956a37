import { expect, it } from 'vitest';
import { readViewerName } from '../../src/home/fetchViewerName.js';

it('reads the name of who is signed in', () => {
  expect(readViewerName({ data: { viewer: { name: 'Ada' } } })).toBe('Ada');
});

it.each([
  { data: { viewer: null } },
  { data: null, errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }] },
  null,
])('finds nobody in %j', (body) => {
  expect(readViewerName(body)).toBeNull();
});

import { expect, it } from 'vitest';
import { readViewer } from '../../src/home/fetchViewer.js';

it('reads who is signed in, and where', () => {
  const viewer = { person: { name: 'Ada' }, community: { name: 'Home' } };
  expect(readViewer({ data: { viewer } })).toEqual({ person: 'Ada', community: 'Home' });
});

it('reads a person who has chosen no community', () => {
  expect(
    readViewer({ data: { viewer: { person: { name: 'Ada' }, community: null } } })?.community,
  ).toBeNull();
});

it.each([
  { data: { viewer: null } },
  { data: { viewer: { person: null, community: { name: 'Home' } } } },
  { data: null, errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }] },
  null,
])('finds nobody in %j', (body) => {
  expect(readViewer(body)).toBeNull();
});

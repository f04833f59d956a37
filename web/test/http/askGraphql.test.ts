import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readAnswer } from '../../src/http/askGraphql.js';
import { describeRefusal } from '../../src/http/Refusal.js';

const shape = z.object({ name: z.string() });

it('reads data of the shape that was asked for', () => {
  const body = { data: { name: 'Ada' } };
  expect(readAnswer({ status: 200, body }, shape)).toEqual({ outcome: 'answered', data: { name: 'Ada' } });
});

it('reads why something was refused, even when there is data, too', () => {
  const errors = [{ message: 'Not yours.', extensions: { code: 'FORBIDDEN' } }];
  const refusal = readAnswer({ status: 200, body: { data: { name: 'Ada' }, errors } }, shape);
  expect(refusal).toEqual({ outcome: 'refused', code: 'FORBIDDEN', message: 'Not yours.' });
});

it('tells that nobody is signed in alike, whoever noticed', () => {
  const extensions = { code: 'UNAUTHORIZED_FIELD', reason: 'UNAUTHENTICATED' };
  const body = { errors: [{ message: 'Sign in first.', extensions }], data: null };
  expect(readAnswer({ status: 200, body }, shape)).toMatchObject({ code: 'UNAUTHENTICATED' });
});

it.each([null, { status: 200, body: { data: null } }, { status: 502, body: 'oops' }])(
  'takes %j for a failure that may pass',
  (answer) => {
    const refusal = readAnswer(answer, shape);
    expect(refusal).toEqual({ outcome: 'failed' });
    if (refusal.outcome !== 'answered') expect(describeRefusal(refusal)).toContain('Try again');
  },
);

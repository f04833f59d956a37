import { describe, expect, it } from 'vitest';
import { denialErrors } from '../../src/authorization/denialErrors.js';

const denied = [{ path: ['jobs'], coordinates: ['Query.jobs'] }];

describe('the error of a denied field', () => {
  it('names the field, and no reason where none is known', () => {
    expect(denialErrors(denied)).toEqual([
      {
        message: 'You are not authorized to have Query.jobs.',
        path: ['jobs'],
        extensions: { code: 'UNAUTHORIZED_FIELD', coordinates: ['Query.jobs'] },
      },
    ]);
  });

  it.each([
    ['UNAUTHENTICATED', 'Sign in first.'],
    ['COMMUNITY_REQUIRED', 'x-community'],
    ['FORBIDDEN', 'Query.jobs'],
  ] as const)('says why and what to do: %s', (obstacle, words) => {
    const [error] = denialErrors(denied, obstacle);
    expect(error?.message).toContain(words);
    expect(error?.extensions).toMatchObject({ reason: obstacle });
  });
});

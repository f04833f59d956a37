import { describe, expect, it } from 'vitest';
import { proposalDraftSchema } from '../../src/proposals/proposalDraft.js';

const problemOf = (draft: object) => {
  const parsed = proposalDraftSchema.safeParse({ title: 'A title', ...draft });
  return parsed.success ? null : parsed.error.issues[0]?.path.join('.');
};

describe('a draft of a proposal', () => {
  it('is voted for or against, openly, unless it says otherwise', () => {
    expect(proposalDraftSchema.parse({ title: '  A title ' })).toEqual({
      ...{ title: 'A title', body: '', topics: [], method: 'for-against', options: [], changes: [] },
      secrecy: 'OPEN',
    });
  });

  it.each([
    ['title', { title: ' ' }],
    ['title', { title: 'x'.repeat(201) }],
    ['title', { title: 'a\0b' }],
    ['title', { title: '\ud800' }],
    ['body', { body: 'x'.repeat(20_001) }],
    ['topics.0', { topics: ['Not a topic'] }],
    ['topics', { topics: ['a', 'a'] }],
    ['topics', { topics: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['method', { method: 'dice' }],
    ['options', { options: ['a', 'b'] }],
    ['options', { method: 'approval', options: ['a'] }],
    ['options', { method: 'approval', options: ['a', 'a'] }],
    ['options.0', { method: 'approval', options: ['', 'b'] }],
    ['changes', { method: 'approval', options: ['a', 'b'], changes: [{ type: 'DENY_MODEL', modelId: 'm' }] }],
    ['method', { method: 'quadratic', options: ['a', 'b'] }],
    ['changes.0.type', { changes: [{ type: 'DECLARE_WAR' }] }],
    ['changes', { changes: Array.from({ length: 21 }, () => ({ type: 'DENY_MODEL', modelId: 'm' })) }],
    ['secrecy', { secrecy: 'NEVER' }],
  ])('is refused for its %s: %j', (path, draft) => {
    expect(problemOf(draft)).toBe(path);
  });

  it('of a poll has options', () => {
    expect(problemOf({ method: 'instant-runoff', options: ['a', 'b'], secrecy: 'HIDDEN' })).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { idPrefixes, idSchema, newId, type IdKind } from '../src/ids.js';

const kinds = Object.keys(idPrefixes) as IdKind[];

describe('identifiers', () => {
  it.each(kinds)('of a %s are recognised as such and as nothing else', (kind) => {
    const id = newId(kind);
    expect(kinds.filter((other) => idSchema(other).safeParse(id).success)).toEqual([kind]);
  });

  it('have prefixes of their own', () => {
    expect(new Set(Object.values(idPrefixes)).size).toBe(kinds.length);
  });

  it('are never the same and sort by the millisecond they were made in', async () => {
    const first = newId('job');
    await new Promise((resolve) => setTimeout(resolve, 2));
    const later = Array.from({ length: 1_000 }, () => newId('job'));
    expect(new Set(later).size).toBe(1_000);
    expect(later.every((id) => id > first)).toBe(true);
  });

  it.each([
    '',
    'job_',
    'job_8zzzzzzzzzzzzzzzzzzzzzzzzz',
    'job_01h2xcejqtf2nbrexx3vqjhp4',
    'JOB_01h2xcejqtf2nbrexx3vqjhp41',
    "job_01h2xcejqtf2nbrexx3vqjhp41' or 1=1",
  ])('are not %j', (text) => {
    expect(idSchema('job').safeParse(text).success).toBe(false);
  });
});

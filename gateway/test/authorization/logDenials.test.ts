import { describe, expect, it } from 'vitest';
import { anonymous } from '../../src/authentication/Principal.js';
import { logDenials } from '../../src/authorization/logDenials.js';

describe('the log of denials', () => {
  it('says who was denied what, and names only some of very many', () => {
    const lines: unknown[] = [];
    const log = { info: (line: unknown) => lines.push(line) };
    const coordinates = Array.from({ length: 60 }, (_, index) => `T.f${index}`);
    logDenials(log as never)(
      { principal: { ...anonymous, community: 'c1' }, sharingKey: 'c1', traceparent: '00-1' },
      coordinates,
    );
    expect(lines).toEqual([
      {
        ...{ sub: 'anonymous', kind: 'ANONYMOUS', community: 'c1', traceparent: '00-1' },
        ...{ count: 60, coordinates: coordinates.slice(0, 50) },
      },
    ]);
  });
});

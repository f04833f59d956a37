import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../src/standalone/options.js';

const read = (line: string, environment = {}) => readOptions(line.split(' ').filter(Boolean), environment);

describe('readOptions', () => {
  it('takes flags before the environment, and has defaults', () => {
    const options = read('--supergraph s.graphql --port 4100', {
      PORT: '1',
      HOST: '0.0.0.0',
      LIMIT_DEPTH: '9',
    });
    expect(options).toMatchObject({
      supergraph: 's.graphql',
      propagatedHeaders: [],
      showsSubgraphErrors: false,
      config: { PORT: 4100, HOST: '0.0.0.0', LIMIT_DEPTH: 9, MAX_REQUESTS_PER_PRINCIPAL: 4_000 },
    });
  });

  it('takes several headers, in any case, each once', () => {
    const line =
      '--supergraph s --propagate-header X-Tenant --propagate-header authorization --propagate-header x-tenant';
    expect(read(line)).toMatchObject({ propagatedHeaders: ['x-tenant', 'authorization'] });
  });

  it('gives help before anything else', () => {
    expect(read('--help')).toBe('help');
  });

  it.each([
    ['', '--supergraph FILE is missing'],
    ['--supergraph s --prot 1', '--prot'],
    ['--supergraph s extra', 'extra'],
    ['--supergraph s --propagate-header Content-Length', 'cannot be propagated'],
    ['--supergraph s --propagate-header a:b', 'no name of a header'],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(reason);
  });

  it('refuses a port that is none', () => {
    expect(() => read('--supergraph s --port many')).toThrow('PORT');
  });
});

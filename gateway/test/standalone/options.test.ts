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
      sharesSubscriptions: true,
      config: { PORT: 4100, HOST: '0.0.0.0', LIMIT_DEPTH: 9, MAX_REQUESTS_PER_PRINCIPAL: 4_000 },
    });
  });

  it('takes several headers, in any case, maybe under another name', () => {
    const line =
      '--supergraph s --propagate-header X-Tenant --propagate-header authorization --propagate-header X-User=X-Subject';
    expect(read(line)).toMatchObject({
      propagatedHeaders: [
        { from: 'x-tenant', to: 'x-tenant' },
        { from: 'authorization', to: 'authorization' },
        { from: 'x-user', to: 'x-subject' },
      ],
    });
  });

  it('takes headers to insert and to return, and addresses for subscriptions', () => {
    const line =
      '--supergraph s --insert-header posts:X-Key=a=b:c --insert-header *:X-All= --return-header Set-Cookie --subscribe-at posts=ws://127.0.0.1:1/graphql';
    expect(read(line)).toMatchObject({
      insertedHeaders: [
        { subgraph: 'posts', name: 'x-key', value: 'a=b:c' },
        { subgraph: '*', name: 'x-all', value: '' },
      ],
      returnedHeaders: ['set-cookie'],
      subscriptionUrls: new Map([['posts', new URL('ws://127.0.0.1:1/graphql')]]),
    });
  });

  it('shares no subscriptions when told so', () => {
    expect(read('--supergraph s --separate-subscriptions')).toMatchObject({ sharesSubscriptions: false });
  });

  it('takes origins from the environment, and refuses what is none', () => {
    const origins = 'https://app.example, http://localhost:3000';
    expect(read('--supergraph s', { CORS_ORIGINS: origins })).toMatchObject({
      config: { CORS_ORIGINS: ['https://app.example', 'http://localhost:3000'] },
    });
    for (const wrong of ['*', 'https://app.example/', 'app.example', 'null'])
      expect(() => read('--supergraph s', { CORS_ORIGINS: wrong })).toThrow('CORS_ORIGINS');
  });

  it('gives help before anything else', () => {
    expect(read('--help')).toBe('help');
  });

  it.each([
    ['', '--supergraph FILE is missing'],
    ['--supergraph s --prot 1', '--prot'],
    ['--supergraph s extra', 'extra'],
    ['--supergraph s --propagate-header Content-Length', 'cannot be passed on'],
    ['--supergraph s --propagate-header a=Host', 'cannot be passed on'],
    ['--supergraph s --insert-header posts', 'SUBGRAPH:NAME=VALUE'],
    ['--supergraph s --return-header content-length', 'cannot be passed on'],
    ['--supergraph s --subscribe-at posts=http://h', 'ws: or wss: address'],
    ['--supergraph s --propagate-header a:b', 'no name of a header'],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(reason);
  });

  it('refuses a port that is none', () => {
    expect(() => read('--supergraph s --port many')).toThrow('PORT');
  });
});

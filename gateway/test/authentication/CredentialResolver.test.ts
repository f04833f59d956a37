import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  credentialChangesPath,
  credentialChangesQuestionSchema,
  credentialQuestionsSchema,
  type CredentialAnswer,
  type CredentialChanges,
  type CredentialQuestion,
  type ResolvedCredential,
} from '@ai-collective/contracts';
import { createLogger, fixedSigningKeys } from '@ai-collective/platform/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CredentialResolver,
  type CredentialResolverSettings,
} from '../../src/authentication/CredentialResolver.js';
import { createPassportIssuer } from '../../src/forwarding/PassportIssuer.js';

const { privateKey } = generateKeyPairSync('ed25519');
const privateJwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
const keys = fixedSigningKeys(privateJwk, { option: 'PASSPORT_PRIVATE_JWK', tokenLifetimeSeconds: 60 });
const passports = createPassportIssuer({ keys, policyVersionOf: () => 0 });

type Respond = (questions: readonly CredentialQuestion[], response: ServerResponse) => void;

const ada: ResolvedCredential = {
  sub: 'per_ada',
  kind: 'PERSON',
  community: 'com_1',
  ancestors: [],
  roles: ['OWNER'],
  grants: [],
  scopes: null,
  expiresAt: null,
};

const log = createLogger({ service: 'test', level: 'silent' });

const answering =
  (answer: (question: CredentialQuestion) => CredentialAnswer): Respond =>
  (questions, response) =>
    response.end(JSON.stringify({ answers: questions.map(answer) }));

describe('the resolver of credentials', () => {
  let server: Server;
  let respond: Respond;
  let calls: (readonly CredentialQuestion[])[];
  /** What identity says has changed, since when it was asked. Undefined: it cannot say. */
  let changesSince: (since: string | null) => CredentialChanges | undefined;
  const open: CredentialResolver[] = [];

  beforeEach(async () => {
    calls = [];
    changesSince = (since) => ({ next: '7', subjects: [], everybody: since === null });
    respond = answering(({ credential }) => ({ principal: { ...ada, sub: `per_${credential}` } }));
    server = createServer((request, response) => {
      void text(request).then((body) => {
        if (request.url === credentialChangesPath) tellChanges(body, response);
        else tellAnswers(body, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const resolver of open.splice(0)) await resolver.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function tellAnswers(body: string, response: ServerResponse): void {
    const { questions } = credentialQuestionsSchema.parse(JSON.parse(body));
    calls.push(questions);
    respond(questions, response);
  }

  function tellChanges(body: string, response: ServerResponse): void {
    const changes = changesSince(credentialChangesQuestionSchema.parse(JSON.parse(body)).since);
    if (changes === undefined) response.writeHead(500);
    response.end(JSON.stringify(changes));
  }

  function resolver(settings: Partial<CredentialResolverSettings> = {}): CredentialResolver {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const identityUrl = `http://127.0.0.1:${port}`;
    const made = new CredentialResolver({ identityUrl, passports, cacheMs: 5_000, log, ...settings });
    open.push(made);
    return made;
  }

  it('asks for many credentials in few calls, and gives each its own', async () => {
    const credentials = resolver();
    const names = Array.from({ length: 100 }, (_each, index) => `key${index}`);
    const principals = await Promise.all(names.map((name) => credentials.resolve(name, null)));
    expect(principals.map(({ sub }) => sub)).toEqual(names.map((name) => `per_${name}`));
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(calls.flat().length).toBe(100);
  });

  it('asks once for what is asked twice, and tells communities apart', async () => {
    const credentials = resolver();
    await Promise.all([null, null, 'grove'].map((community) => credentials.resolve('key', community)));
    await credentials.resolve('key', null);
    expect(calls.flat()).toEqual([
      { credential: 'key', community: null },
      { credential: 'key', community: 'grove' },
    ]);
  });

  it('asks again each time when nothing may be remembered, and gives the same principal for the same answer', async () => {
    const credentials = resolver({ cacheMs: 0 });
    const first = await credentials.resolve('key', null);
    expect(await credentials.resolve('key', null)).toBe(first);
    respond = answering(() => ({ principal: { ...ada, sub: 'per_key', roles: [] } }));
    expect(await credentials.resolve('key', null)).toMatchObject({ roles: [] });
    expect(calls.length).toBe(3);
  });

  it('refuses what identity refuses, each question for itself, and forgets it', async () => {
    respond = answering(({ credential, community }) => {
      if (credential === 'good' && community === null) return { principal: ada };
      const status = community === null ? 401 : 403;
      const code = community === null ? 'API_KEY_REVOKED' : 'COMMUNITY_FORBIDDEN';
      return { refusal: { status, code, message: 'No.' } };
    });
    const credentials = resolver();
    const outcomes = await Promise.allSettled([
      credentials.resolve('bad', null),
      credentials.resolve('good', null),
      credentials.resolve('good', 'other'),
    ]);
    expect(outcomes).toMatchObject([
      { reason: { code: 'UNAUTHENTICATED', options: { details: { reason: 'API_KEY_REVOKED' } } } },
      { value: ada },
      { reason: { code: 'COMMUNITY_FORBIDDEN', status: 403 } },
    ]);
    respond = answering(() => ({ principal: ada }));
    expect(await credentials.resolve('bad', null)).toEqual(ada);
  });

  it('does not ask for what is no credential, which would spoil the questions that travel with it', async () => {
    const credentials = resolver();
    await expect(credentials.resolve('x'.repeat(4_097), null)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(credentials.resolve('', null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(calls).toEqual([]);
  });

  it('refuses a credential from the moment it expires, remembered or not', async () => {
    let now = 1_000;
    respond = answering(() => ({ principal: { ...ada, expiresAt: 1_010 } }));
    const credentials = resolver({ clockSeconds: () => now });
    expect(await credentials.resolve('key', null)).toMatchObject({ sub: 'per_ada' });
    now = 1_010;
    await expect(credentials.resolve('key', null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each<[string, Respond]>([
    ['is broken', (_questions, response) => response.writeHead(500).end('oops')],
    ['takes the passport for a bad one', (_questions, response) => response.writeHead(401).end('{}')],
    ['answers no JSON', (_questions, response) => response.end('<html>')],
    ['answers something else', (_questions, response) => response.end('{"answers":[{"who":1}]}')],
    ['leaves answers out', (_questions, response) => response.end('{"answers":[]}')],
    ['hangs up', (_questions, response) => response.destroy()],
    ['sends too much', (_questions, response) => response.end('x'.repeat(1_048_577))],
    [
      'cannot look it up',
      answering(() => ({ refusal: { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'oops' } })),
    ],
  ])('says IDENTITY_UNAVAILABLE when identity %s, and asks again next time', async (_what, broken) => {
    respond = broken;
    const credentials = resolver();
    await expect(credentials.resolve('key', null)).rejects.toMatchObject({ code: 'IDENTITY_UNAVAILABLE' });
    respond = answering(() => ({ principal: ada }));
    expect(await credentials.resolve('key', null)).toEqual(ada);
  });

  describe('that is told of changes', () => {
    /** How often each key was asked for. */
    const timesAsked = (name: string) => calls.flat().filter(({ credential }) => credential === name).length;

    async function settled(what: () => boolean): Promise<void> {
      await expect.poll(what, { interval: 10, timeout: 5_000 }).toBe(true);
    }

    it('trusts an answer for longer than without, and not the one of who changed', async () => {
      let now = 0;
      const asked: (string | null)[] = [];
      let changed: string[] = [];
      changesSince = (since) => {
        asked.push(since);
        return { next: String(asked.length), subjects: changed, everybody: since === null };
      };
      const credentials = resolver({ trustMs: 60_000, changesEveryMs: 20, clockMs: () => now });
      // The first answer has been taken up once the second is asked for.
      await settled(() => asked.length >= 2);
      now = 1;
      await Promise.all(['a', 'b'].map((name) => credentials.resolve(name, null)));
      now = 5_001;
      changed = ['per_b'];
      const told = asked.length;
      await settled(() => asked.length >= told + 2);
      await Promise.all(['a', 'b'].map((name) => credentials.resolve(name, null)));
      expect([timesAsked('a'), timesAsked('b')]).toEqual([1, 2]);
      expect(asked.slice(0, 3)).toEqual([null, '1', '2']);
    });

    it('goes on as without changes while identity cannot tell them, and says so once', async () => {
      let now = 0;
      let failures = 0;
      changesSince = () => {
        failures++;
        return undefined;
      };
      const lines: string[] = [];
      const noted = createLogger(
        { service: 'test', level: 'info' },
        { write: (line) => void lines.push(line) },
      );
      const credentials = resolver({
        ...{ trustMs: 60_000, changesEveryMs: 20, clockMs: () => now, log: noted },
      });
      await settled(() => failures === 1);
      await credentials.resolve('a', null);
      now = 4_999;
      await credentials.resolve('a', null);
      expect(timesAsked('a')).toBe(1);
      now = 5_000;
      await credentials.resolve('a', null);
      expect(timesAsked('a')).toBe(2);
      await settled(() => failures >= 3);
      expect(lines).toHaveLength(1);
      changesSince = () => ({ next: '1', subjects: [], everybody: true });
      await settled(() => lines.length === 2);
    });
  });
});

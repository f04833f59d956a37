import { describe, expect, it } from 'vitest';
import { documentRequest, type DocumentForms } from '../../src/documents/documentRequest.js';
import { sha256Hex } from '../../src/documents/sha256Hex.js';
import type { DocumentMode } from '../../src/limits/GatewayLimits.js';
import { resolverOf } from './documentsGiven.js';

const known = '{ known }';
const other = '{ other }';
const [knownHash, otherHash] = [sha256Hex(known), sha256Hex(other)];

function asking(resolver = resolverOf({ green: { k1: known } }).resolver) {
  return async (
    forms: DocumentForms,
    { mode = 'off', community = 'green', isAutomatic = true }: Asking = {},
  ) => {
    const resolved = await resolver.resolve(documentRequest(forms), {
      community,
      limits: { mode, isAutomatic },
    });
    if (!resolved.ok) return resolved.errors.map(({ extensions }) => extensions.code).join();
    resolved.remember?.();
    return resolved.text;
  };
}

interface Asking {
  readonly mode?: DocumentMode;
  readonly community?: string;
  readonly isAutomatic?: boolean;
}

const apq = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

describe('trusted documents', () => {
  it.each<[string, DocumentForms]>([
    ['its id', { documentId: 'k1' }],
    ['its hash', { documentId: `sha256:${knownHash}` }],
    ['its hash as a persisted query', apq(knownHash)],
    ['its hash in capitals', apq(knownHash.toUpperCase())],
    ['its id as a persisted query', apq('k1')],
    ['its hash and text', { query: known, ...apq(knownHash) }],
    ['its id and text', { query: known, ...apq('k1') }],
    ['its text', { query: known }],
  ])('are answered by %s, in every mode', async (_, forms) => {
    const ask = asking();
    for (const mode of ['off', 'log', 'enforce'] as const) expect(await ask(forms, { mode })).toBe(known);
  });

  it.each<[string, DocumentForms, string]>([
    ['an id', { documentId: 'k2' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['a hash', { documentId: `sha256:${otherHash}` }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['a persisted query', apq(otherHash), 'PERSISTED_QUERY_NOT_FOUND'],
    ['a name of prototypes', { documentId: 'constructor' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['a text', { query: other }, other],
    ['a text with its hash', { query: other, ...apq(otherHash) }, other],
  ])('stand apart from the unknown by %s, which only enforcing refuses', async (_, forms, answer) => {
    const ask = asking();
    expect(await ask(forms)).toBe(answer);
    expect(await ask(forms, { mode: 'log' })).toBe(forms.query == null && answer === other ? other : answer);
    expect(await asking()(forms, { mode: 'enforce' })).toBe('TRUSTED_DOCUMENT_REQUIRED');
  });

  it('belong to one community', async () => {
    const ask = asking();
    expect(await ask({ documentId: 'k1' }, { community: 'red' })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask({ query: known }, { community: 'red', mode: 'enforce' })).toBe(
      'TRUSTED_DOCUMENT_REQUIRED',
    );
  });

  it('are told from others once each in mode log', async () => {
    const { resolver, told } = resolverOf({ green: { k1: known } });
    const ask = asking(resolver);
    for (const query of [known, other, other]) await ask({ query }, { mode: 'log' });
    expect(told).toEqual([{ community: 'green', hash: otherHash }]);
  });
});

describe('automatic persisted queries', () => {
  it('are found once their text was sent with them', async () => {
    const ask = asking();
    expect(await ask(apq(otherHash))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask({ query: other, ...apq(otherHash) })).toBe(other);
    expect(await ask(apq(otherHash))).toBe(other);
    expect(await ask({ documentId: `sha256:${otherHash}` })).toBe(other);
  });

  it('are refused when the hash is not that of the text, and not remembered', async () => {
    const ask = asking();
    const forged = { query: '{ forged }', ...apq(otherHash) };
    expect(await ask(forged)).toBe('PERSISTED_QUERY_HASH_MISMATCH');
    expect(await ask({ ...forged, ...apq(knownHash) })).toBe('PERSISTED_QUERY_HASH_MISMATCH');
    expect(await ask(apq(otherHash))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('belong to one community, and push out only those of the same', async () => {
    const ask = asking(resolverOf({}, 2_000).resolver);
    await ask({ query: other, ...apq(otherHash) }, { community: 'green' });
    expect(await ask(apq(otherHash), { community: 'red' })).toBe('PERSISTED_QUERY_NOT_FOUND');
    for (let index = 0; index < 50; index++) {
      const query = `{ red${index} }`;
      await ask({ query, ...apq(sha256Hex(query)) }, { community: 'red' });
    }
    expect(await ask(apq(sha256Hex('{ red0 }')), { community: 'red' })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask(apq(otherHash), { community: 'green' })).toBe(other);
  });

  it('are neither remembered nor found where they are switched off', async () => {
    const ask = asking();
    expect(await ask({ query: other, ...apq(otherHash) }, { isAutomatic: false })).toBe(other);
    expect(await ask(apq(otherHash))).toBe('PERSISTED_QUERY_NOT_FOUND');
    await ask({ query: other, ...apq(otherHash) });
    expect(await ask(apq(otherHash), { isAutomatic: false })).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('larger than all the room are answered and not remembered', async () => {
    const ask = asking();
    const large = `{ a } # ${'x'.repeat(20_000)}`;
    expect(await ask({ query: large, ...apq(sha256Hex(large)) })).toBe(large);
    expect(await ask(apq(sha256Hex(large)))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('requests for a document', () => {
  it.each<[string, DocumentForms]>([
    ['nothing', {}],
    ['an id and a text', { documentId: 'k1', query: known }],
    ['an id and a persisted query', { documentId: 'k1', ...apq(knownHash) }],
    [
      'a persisted query of another version',
      { extensions: { persistedQuery: { version: 2, sha256Hash: knownHash } } },
    ],
    ['a persisted query without a hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['a persisted query that is none', { extensions: { persistedQuery: 'x' } }],
  ])('are refused when they give %s', (_, forms) => {
    expect(() => documentRequest(forms)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });
});

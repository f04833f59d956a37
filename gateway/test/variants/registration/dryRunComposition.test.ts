import { describe, expect, it } from 'vitest';
import { dryRunComposition, dryRunVariant } from '../../../src/variants/registration/dryRunComposition.js';
import type { CommunitySubgraph, VariantDefinition } from '../../../src/variants/VariantDefinition.js';
import { egress, link, platform, ratings } from './communityParts.js';

const nothing: VariantDefinition = { subgraphs: [] };
const dryRun = (added: CommunitySubgraph, definition = nothing) =>
  dryRunComposition({ current: { platform, definition, egress }, added });
const codesOf = async (added: CommunitySubgraph, definition = nothing) => {
  const result = await dryRun(added, definition);
  return result.ok ? ['ok'] : [...new Set(result.problems.map(({ code }) => code))];
};
const good = `type Query { best: [Job!] } type Job @key(fields: "id") { id: ID! stars(of: Int = 5): Float }`;

describe('a dry run of adding a subgraph', () => {
  it('shows how the public schema would change', async () => {
    const result = await dryRun(ratings(`${good} enum Mood { GOOD BAD }  extend type Query { mood: Mood }`));
    const message = expect.any(String) as string;
    expect(result.ok && result.schemaDiff).toEqual([
      { kind: 'ADDED', severity: 'SAFE', coordinate: 'Job.stars', message },
      { kind: 'ADDED', severity: 'SAFE', coordinate: 'Job.stars.of', message },
      { kind: 'ADDED', severity: 'SAFE', coordinate: 'Mood', message },
      ...['Mood.BAD', 'Mood.GOOD', 'Query.best', 'Query.mood'].map((coordinate) => ({
        ...{ kind: 'ADDED', severity: 'SAFE', coordinate },
        message,
      })),
    ]);
  });

  it('says what breaks when a subgraph is replaced, the worst first', async () => {
    const definition = {
      subgraphs: [ratings(`type Query { a(x: Int): Int b: Int c: E } enum E { P Q }`)],
    };
    const proposed = { subgraphs: [ratings(`type Query { a(x: Int!): Int c: E } enum E { P R }`)] };
    const result = await dryRunVariant({ current: { platform, definition, egress }, proposed });
    expect(
      result.ok &&
        result.schemaDiff.map(({ kind, severity, coordinate }) => `${severity} ${kind} ${coordinate}`),
    ).toEqual([
      'BREAKING REMOVED E.Q',
      'BREAKING CHANGED Query.a.x',
      'BREAKING REMOVED Query.b',
      'DANGEROUS ADDED E.R',
    ]);
  });

  it('shows what a contract would hide', async () => {
    const proposed = { subgraphs: [], contract: { include: [], exclude: ['private'] } };
    const result = await dryRunVariant({ current: { platform, definition: nothing, egress }, proposed });
    expect(result.ok && result.schemaDiff.map(({ kind, coordinate }) => `${kind} ${coordinate}`)).toEqual([
      'REMOVED Person.email',
    ]);
  });

  it('explains in words why schemas do not fit together', async () => {
    const other = ratings('type Query { mine: Int }', { name: 'others' });
    const result = await dryRun(ratings('type Query { mine: Int }'), { subgraphs: [other] });
    expect(result).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'COMPOSITION_INVALID_FIELD_SHARING',
          message: expect.stringMatching(/^Two services both/) as string,
        },
      ],
    });
  });

  it.each<[string, string]>([
    ['its own types and root fields', 'type Query { a: A } type Mutation { b: Int } type A { x: Int }'],
    ['a field of an entity, found by its key', good],
    ['an extension of an entity', 'extend type Job @key(fields: "id") { id: ID! @external x: Int }'],
    [
      'a compound key, however it is spaced',
      'type Job @key(fields: "community{ id }, number") { community: Community! number: Int! x: Int } type Community @key(fields: "id") { id: ID! }',
    ],
    ['a scalar of the platform', 'type Query { t: Instant } scalar Instant'],
    ['tags on what is its own', 'type Query { t: Int @tag(name: "x") @inaccessible u: Int }'],
  ])('accepts %s', async (_, sdl) => {
    expect(await codesOf(ratings(sdl))).toEqual(['ok']);
  });

  it.each<[string, string, string]>([
    ['a root field of the platform', 'type Query { me: Int }', 'SUBGRAPH_SHADOWS_PLATFORM'],
    [
      'a shareable root field of the platform',
      'type Query { me: Int @shareable }',
      'SUBGRAPH_SHADOWS_PLATFORM',
    ],
    [
      'a mutation of the platform',
      'type Mutation { submit(name: String!): Int } type Query { a: Int }',
      'SUBGRAPH_SHADOWS_PLATFORM',
    ],
    [
      'a field of an entity',
      'type Job @key(fields: "id") { id: ID! note: String @shareable }',
      'SUBGRAPH_SHADOWS_PLATFORM',
    ],
    [
      'a field by @override',
      'type Job @key(fields: "id") { id: ID! note: String @override(from: "compute") }',
      'SUBGRAPH_OVERRIDES_PLATFORM',
    ],
    [
      'a field by @federation__override',
      'type Query { a: Int @federation__override(from: "Compute") }',
      'SUBGRAPH_OVERRIDES_PLATFORM',
    ],
    [
      'data that is no key, by @requires',
      'type Job @key(fields: "id") { id: ID! note: String @external x: Int @requires(fields: "note") }',
      'SUBGRAPH_READS_PLATFORM',
    ],
    [
      'data that is no key, by @provides',
      'type Query { j: Job @provides(fields: "note") } type Job @key(fields: "id") { id: ID! note: String @external }',
      'SUBGRAPH_SHADOWS_PLATFORM',
    ],
    [
      'a key of its own for an entity',
      'type Job @key(fields: "slug") { slug: String! }',
      'SUBGRAPH_KEY_UNKNOWN',
    ],
    ['a looser type of a key', 'type Job @key(fields: "id") { id: ID x: Int }', 'SUBGRAPH_CHANGES_PLATFORM'],
    [
      'a hidden key',
      'type Job @key(fields: "id") { id: ID! @inaccessible x: Int }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'a hidden entity',
      'type Job @key(fields: "id") @inaccessible { id: ID! x: Int }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'a tag on an entity',
      'type Job @key(fields: "id") @tag(name: "t") { id: ID! x: Int }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'an interface for an entity',
      'interface Own { x: Int } type Job implements Own @key(fields: "id") { id: ID! x: Int }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'a shared value type',
      'type Query { p: Page } type Page @shareable { hasNext: Boolean! x: Int }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    ['an enumeration', 'type Query { r: Role } enum Role { OWNER MEMBER SPY }', 'SUBGRAPH_CHANGES_PLATFORM'],
    [
      'an input',
      'type Query { r(f: Filter): Int } input Filter { text: String more: Int }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'an interface',
      'type Query { n: Named } interface Named { name: String! }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'an interface as an object',
      'type Query { n: Int } type Named @interfaceObject @key(fields: "name") { name: String! }',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    [
      'a scalar with a directive',
      'type Query { t: Instant } scalar Instant @inaccessible',
      'SUBGRAPH_CHANGES_PLATFORM',
    ],
    ['the root type itself', 'type Query @tag(name: "t") { t: Int }', 'SUBGRAPH_CHANGES_PLATFORM'],
    ['a renamed root type', 'schema { query: Q } type Q { me: Int }', 'SUBGRAPH_ROOT_RENAMED'],
    ['names of federation', 'type Query { _secret: Int }', 'SUBGRAPH_NAME_RESERVED'],
    [
      'names of federation for types',
      'type Query { a: A__B } type A__B { x: Int }',
      'SUBGRAPH_NAME_RESERVED',
    ],
    [
      'a directive of its own',
      'directive @mine on FIELD type Query { a: Int }',
      'SUBGRAPH_DIRECTIVE_REFUSED',
    ],
    [
      'another link',
      'extend schema @link(url: "https://example.com/spec/v1.0") type Query { a: Int }',
      'SUBGRAPH_LINK_REFUSED',
    ],
    [
      'a renaming link',
      'extend schema @link(url: "https://specs.apollo.dev/link/v1.0", as: "l") type Query { a: Int }',
      'SUBGRAPH_LINK_REFUSED',
    ],
    ['something that is no schema', 'type Query {', 'SUBGRAPH_SDL_MALFORMED'],
    ['lists in lists', `type Query { a: ${'['.repeat(20)}Int${']'.repeat(20)} }`, 'SUBGRAPH_SDL_TOO_DEEP'],
    [
      'selections in selections',
      `type A @key(fields: "${'a { '.repeat(20)}") { id: ID } type Query { a: A }`,
      'SUBGRAPH_SDL_TOO_DEEP',
    ],
    ['a schema that is too long', `type Query { ${'a'.repeat(140_000)}: Int }`, 'SUBGRAPH_SDL_TOO_LARGE'],
    [
      'a schema of too many types',
      `type Query { a: Int } ${Array.from({ length: 501 }, (_, n) => `scalar S${n}`).join(' ')}`,
      'SUBGRAPH_SDL_TOO_LARGE',
    ],
  ])('refuses %s', async (_, sdl, code) => {
    expect(await codesOf(ratings(sdl))).toContain(code);
  });

  it.each<[string, Partial<CommunitySubgraph>, string]>([
    ['a name of the platform', { name: 'compute' }, 'SUBGRAPH_NAME_RESERVED'],
    ['a name that reads like the platform', { name: 'gateway' }, 'SUBGRAPH_NAME_RESERVED'],
    ['a name in capitals', { name: 'Ratings' }, 'SUBGRAPH_NAME_MALFORMED'],
    ['a name with an underscore', { name: 'com_pute' }, 'SUBGRAPH_NAME_MALFORMED'],
    ['an inner address', { url: 'https://127.0.0.1/graphql' }, 'URL_HOST_IS_ADDRESS'],
    ['an address without encryption', { url: 'http://ratings.example.com' }, 'URL_SCHEME_REFUSED'],
    ['Federation 1', { sdl: good }, 'SUBGRAPH_NOT_FEDERATION_2'],
    [
      'a renamed directive',
      { sdl: link.replace('"@key"', '{ name: "@key", as: "@k" }') + good },
      'SUBGRAPH_LINK_REFUSED',
    ],
  ])('refuses %s', async (_, changes, code) => {
    expect(await codesOf(ratings(good, changes))).toContain(code);
  });

  it('refuses a name that is taken, and more subgraphs than a community may have', async () => {
    expect(await codesOf(ratings(good), { subgraphs: [ratings(good)] })).toEqual(['SUBGRAPH_NAME_TAKEN']);
    const many = Array.from({ length: 10 }, (_, n) =>
      ratings(`type Query { a${n}: Int }`, { name: `own${n}` }),
    );
    expect(await codesOf(ratings(good), { subgraphs: many })).toEqual(['SUBGRAPHS_TOO_MANY']);
  });
});

import fc from 'fast-check';
import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { eventually } from '../testPlatform.js';
import { ownSubgraph, platformOf, smallPlatform, variantHarness } from './variantHarness.js';

const weather = ownSubgraph('weather', 'forecast');
const news = ownSubgraph('news', 'headline');
const hidesPrivate = { contract: { include: [], exclude: ['private'] } };
const invalid = ['GRAPHQL_VALIDATION_FAILED'];

describe('supergraph variants', () => {
  it('have nothing to serve before there is a platform', async () => {
    expect(await variantHarness().ask('com_a', '{ one }')).toBe('no platform');
  });

  it('give communities without anything of their own the same engine, the platform', async () => {
    const { variants } = variantHarness();
    const engine = await variants.adopt(smallPlatform);
    expect(variants.engineFor('com_a')).toBe(engine);
    expect(variants.engineFor('')).toBe(engine);
    expect(variants.stats()).toMatchObject({ variants: 0, hits: 2, misses: 0, compiles: 1 });
  });

  it('add a community its own subgraphs, and nobody else', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    expect(await ask('com_a', '{ one forecast }')).toEqual({
      one: 'http://one.invalid/graphql < com_a',
      forecast: 'https://weather.example.com/graphql < com_a',
    });
    expect(await ask('com_b', '{ forecast }')).toEqual(invalid);
  });

  it('hide from a community what its contract hides, and keep it working', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', hidesPrivate);
    expect(await ask('com_a', '{ secret }')).toEqual(invalid);
    expect(await ask('com_a', '{ one }')).toEqual({ one: 'http://one.invalid/graphql < com_a' });
    expect(await ask('com_b', '{ secret }')).toEqual({ secret: 'http://one.invalid/graphql < com_b' });
  });

  it('share one engine between definitions that are the same, however they are ordered', async () => {
    const { variants, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather, news] });
    define('com_b', { subgraphs: [{ ...news }, { ...weather }] });
    const engines = await Promise.all(['com_a', 'com_b', 'com_a'].map(async (id) => variants.engineFor(id)));
    expect(new Set(engines).size).toBe(1);
    expect(variants.stats()).toMatchObject({ variants: 1, compiles: 2, misses: 3 });
    expect(variants.engineFor('com_b')).toBe(engines[0]);
  });

  it('answer for a community whose parts do not fit with a code, without trying each time', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [ownSubgraph('weather', 'one')] });
    expect(await ask('com_a', '{ one }')).toBe('VARIANT_UNAVAILABLE');
    expect(await ask('com_a', '{ one }')).toBe('VARIANT_UNAVAILABLE');
    expect(variants.stats()).toMatchObject({ failures: 1, misses: 2 });
    expect(await ask('com_b', '{ one }')).toEqual({ one: 'http://one.invalid/graphql < com_b' });
  });

  it('do not let a request wait forever', async () => {
    const { variants, ask, define } = variantHarness({ waitMs: 0 });
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    expect(await ask('com_a', '{ one }')).toBe('VARIANT_NOT_READY');
    await eventually('it is compiled all the same', () => variants.stats().variants === 1);
    expect(await ask('com_a', '{ one }')).toEqual({ one: 'http://one.invalid/graphql < com_a' });
  });

  it('are dropped, the least recently used first, when memory is short', async () => {
    const one = variantHarness();
    await one.variants.adopt(smallPlatform);
    one.define('com_a', { subgraphs: [weather] });
    await one.ask('com_a', '{ one }');
    const { bytes } = one.variants.stats();
    const { variants, ask, define, closed } = variantHarness({ budgetBytes: bytes * 2.5 });
    await variants.adopt(smallPlatform);
    for (const id of ['a', 'b', 'c']) define(`com_${id}`, { subgraphs: [ownSubgraph(`own-${id}`, 'own')] });
    for (const id of ['a', 'b', 'a', 'c']) await ask(`com_${id}`, '{ own }');
    expect(variants.stats()).toMatchObject({ variants: 2, evictions: 1 });
    expect(variants.stats().bytes).toBeLessThanOrEqual(bytes * 2.5);
    await eventually('the connections of what was dropped are closed', () => closed.join() === 'own-b');
    expect(await ask('com_b', '{ own }')).toEqual({ own: 'https://own-b.example.com/graphql < com_b' });
  });

  it('grow with the operations they remember', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    await ask('com_a', '{ one }');
    const before = variants.stats().bytes;
    for (let n = 0; n < 50; n++) await ask('com_a', `query Q${n} { one }`);
    expect(variants.stats().bytes).toBeGreaterThan(before + 50 * 1_000);
  });
});

describe('a change of variants', () => {
  const platform2 = platformOf({ one: 'type Query { one: String three: String }' });

  it('lets requests in flight finish on the engine they began with, whose connections live as long', async () => {
    const { variants, ask, define, gate, closed, calls } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    await ask('com_a', '{ one }');
    let open: () => void = () => undefined;
    gate.wait = new Promise((resolve) => (open = resolve));
    const running = ask('com_a', '{ two forecast }');
    await eventually('it is at the subgraphs', () => calls.length === 3);
    define('com_a', undefined);
    await variants.adopt(platform2);
    await eventually('the variant is replaced', () => variants.stats().swaps === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(closed).toEqual(['']);
    open();
    expect(await running).toMatchObject({ forecast: 'https://weather.example.com/graphql < com_a' });
    await eventually('then they are closed', () => closed.includes('weather'));
    expect(await ask('com_a', '{ two }')).toEqual(invalid);
  });

  it('makes the most used operations warm before the new platform is in force, in every variant', async () => {
    const { variants, ask, define, planned } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    await ask('com_b', '{ one }');
    for (let n = 0; n < 3; n++) await ask('com_a', '{ one forecast }');
    await ask('com_a', '{ forecast }');
    await ask('com_a', '{ two }');
    await variants.adopt(platform2);
    expect(planned).toEqual(['{ one }']);
    await eventually('the community follows', () => variants.stats().swaps === 2);
    expect(planned.slice(1)).toEqual(['{ one forecast }', '{ two }', '{ forecast }']);
    // `{ two }` is gone with the new platform.
    expect(variants.stats().warmed).toBe(3);
    await variants.adopt(smallPlatform);
    expect(planned.filter((text) => text === '{ one }')).toHaveLength(2);
  });

  it('does not wait longer than allowed for warmth', async () => {
    const { variants, ask } = variantHarness({ warmMs: 0 });
    await variants.adopt(smallPlatform);
    for (let n = 0; n < 40; n++) await ask('', `query Q${n} { one }`);
    await variants.adopt(platform2);
    expect(variants.stats().warmed).toBeLessThan(40);
  });

  it('keeps a community on what it had until the new is ready', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    await ask('com_a', '{ forecast }');
    define('com_a', { subgraphs: [weather, news] });
    expect(await ask('com_a', '{ headline }')).toEqual(invalid);
    await eventually('the new is in force', () => variants.stats().swaps === 1);
    expect(await ask('com_a', '{ headline }')).toEqual({
      headline: 'https://news.example.com/graphql < com_a',
    });
    expect(variants.stats().misses).toBe(1);
  });

  it('keeps the last good variant when the new does not fit, until it does', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    await ask('com_a', '{ forecast }');
    define('com_a', { subgraphs: [weather, ownSubgraph('late', 'two')] });
    await eventually('it failed', () => variants.stats().failures === 1);
    expect(await ask('com_a', '{ forecast }')).toMatchObject({ forecast: expect.any(String) as string });
    await variants.adopt(platform2);
    await eventually('the new platform has room for it', async () => {
      const answer = await ask('com_a', '{ two }');
      return JSON.stringify(answer).includes('late.example.com');
    });
  });

  it('keeps the last good variant when the platform takes its place', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [ownSubgraph('third', 'three')] });
    await ask('com_a', '{ three }');
    await variants.adopt(platform2);
    await eventually('it failed', () => variants.stats().failures === 1);
    expect(await ask('com_a', '{ three }')).toEqual({ three: 'https://third.example.com/graphql < com_a' });
    expect(await ask('com_b', '{ three }')).toEqual({ three: 'http://one.invalid/graphql < com_b' });
  });

  it('judges by the platform in force, not by one that went while it compiled', async () => {
    const { variants, ask, define } = variantHarness();
    await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [ownSubgraph('late', 'two')] });
    const asking = ask('com_a', '{ two }');
    await variants.adopt(platform2);
    expect(await asking).toEqual({ two: 'https://late.example.com/graphql < com_a' });
    expect(variants.stats().failures).toBe(0);
  });

  it('returns a community to the platform at once', async () => {
    const { variants, ask, define } = variantHarness();
    const engine = await variants.adopt(smallPlatform);
    define('com_a', { subgraphs: [weather] });
    await ask('com_a', '{ forecast }');
    define('com_a', undefined);
    expect(variants.engineFor('com_a')).toBe(engine);
  });

  it('refuses a platform that is none, and keeps the one before', async () => {
    const { variants } = variantHarness();
    const engine = await variants.adopt(smallPlatform);
    await expect(variants.adopt({ supergraphSdl: 'type Query { a: Int }', subgraphs: [] })).rejects.toThrow();
    expect(variants.engineFor('')).toBe(engine);
  });
});

describe('communities with different variants', () => {
  it('never see each other’s schema, subgraphs or data, however requests and changes interleave', async () => {
    const { variants, ask, define, calls } = variantHarness();
    await variants.adopt(smallPlatform);
    const communities = ['com_a', 'com_b', 'com_c'] as const;
    const own = { com_a: weather, com_b: news, com_c: ownSubgraph('weather', 'headline') } as const;
    define('com_a', { subgraphs: [own.com_a] });
    define('com_b', { subgraphs: [own.com_b], ...hidesPrivate });
    define('com_c', { subgraphs: [{ ...own.com_c, url: 'https://elsewhere.example.com/' }] });
    const urls = { com_a: weather.url, com_b: news.url, com_c: 'https://elsewhere.example.com/' } as const;
    const expected = (community: (typeof communities)[number], field: string): unknown => {
      const platformFields = community === 'com_b' ? ['one', 'two'] : ['one', 'two', 'secret'];
      if (platformFields.includes(field)) return { [field]: `http://one.invalid/graphql < ${community}` };
      const ownField = community === 'com_a' ? 'forecast' : 'headline';
      return field === ownField ? { [field]: `${urls[community]} < ${community}` } : invalid;
    };
    const request = fc.record({
      community: fc.constantFrom(...communities),
      field: fc.constantFrom('one', 'secret', 'forecast', 'headline'),
      name: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 100, maxLength: 300 }), async (requests) => {
        const reload = variants.adopt({ ...smallPlatform });
        const answers = requests.map(({ community, field, name }) =>
          ask(community, `query Q${name} { ${field} }`),
        );
        for (const [index, answer] of (await Promise.all(answers)).entries()) {
          const { community, field } = requests[index] ?? { community: 'com_a', field: '' };
          expect(answer).toEqual(expected(community, field));
        }
        await reload;
      }),
      { numRuns: 20 },
    );
    expect(calls.length).toBeGreaterThan(1_000);
    for (const { url, community } of calls)
      expect([urls[community as keyof typeof urls], 'http://one.invalid/graphql']).toContain(url);
    const schemas = await Promise.all(
      communities.map(async (id) => printSchema((await variants.engineFor(id))?.schema ?? expect.fail())),
    );
    expect(new Set(schemas).size).toBe(3);
    expect(schemas.map((text) => text.includes('secret'))).toEqual([true, false, true]);
  });
});

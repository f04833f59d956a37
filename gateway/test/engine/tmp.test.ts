import { it } from 'vitest';
import { randomNumbers, randomQuery } from './randomQuery.js';
import { shopMonolithSchema } from './shop/shopMonolith.js';
import { shopSubgraphs } from './shop/shopSubgraphs.js';
import { composeSubgraphs } from './testSupergraph.js';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { parse, print } from 'graphql';
import { plannableDocument } from '../../src/engine/operation/plannableDocument.js';
import { requiredNamesOf } from '../../src/engine/operation/dataKey.js';
const literals = { id: ['"u1"', '"u2"', '"b1"', '"t1"', '"zz"'], ids: ['["b1", "t2"]', '[]', '"b2"'], limit: ['1', '2', '3'], first: ['0', '1', '3'], max: ['1', '2', 'null'], currency: ['"USD"', '"EUR"'], express: ['true', 'false'] };
it('x', () => {
  const sdl = composeSubgraphs(shopSubgraphs); const p = new QueryPlanner(sdl); const names = requiredNamesOf(parse(sdl)); const seen = new Map<string, number>(); let shortest='';
  const t = (q: string) => { const d = parse(q); const doc = plannableDocument(d.definitions[0] as never, new Map(), names); if(!doc) return ''; try { p.plan(print(doc), null, new Set(), 0); return ''; } catch (e) { return (e as Error).message; } };
  for (let s = 1; s <= 400; s++) { const q = randomQuery({ schema: shopMonolithSchema, random: randomNumbers(s), literals }); const m = t(q); if (m) { seen.set(m, (seen.get(m) ?? 0) + 1); if (!shortest || q.length < shortest.length) shortest = q; } }
  console.log(seen, shortest);
  for (const q of ['{ items { ... on Book { author { ... on Node { id } } } } }', '{ items { ... on Book { author { ... on Node { ... on Node { id } } } } } }','{ items { ... on Book { author { ... on Actor { name } } } } }', '{ me { ... on Node { id } reviews { author { ... on Node { id } ... on User { role } } } } }', '{ items { ... on Book { ... on Item { id ... on Book { related { id } } } } } }','{ items { ... on Item { id rating } } }','{ items { id ... on Book { ... on Item { rating } } } }','{ reviewed { ... on Book { ... on Item { rating related { title } } } } }','{ me { address { ... on Address { city } } } }', '{ latestReviews(first: 1) { item { ... on Item { id } ... on Book { id } } } }','{ latestReviews(first: 1) { item { ... on Toy { ... on Item { ... on Book { id } } } } } }', '{ actors { ... on Actor { ... on User { ... on Node { ... on Organization { name } } } } } }']) console.log(q, '=>', t(q));
});

import type { TestSubgraph } from '../../engine/testSupergraph.js';
import { subgraphView } from '../subgraphView.js';
import type { Draft } from './Draft.js';
import { draftSupergraph } from './draftSupergraph.js';
import { draftWorld, type RandomWorld } from './draftWorld.js';
import { printSubgraph } from './printSubgraph.js';

/** A random supergraph, and what is in it. */
export interface RandomSupergraph {
  readonly subgraphs: Readonly<Record<string, TestSubgraph>>;
  readonly world: RandomWorld;
}

/** Makes a supergraph, which may not compose. The same for the same seed. */
export function randomSupergraph(seed: number): RandomSupergraph {
  const draft = draftSupergraph(seed);
  const world = draftWorld(draft);
  const subgraphs = Object.fromEntries(
    Array.from({ length: draft.count }, (_, index) => [
      `s${index}`,
      subgraphView(printSubgraph(draft, index), world),
    ]),
  );
  for (const [name, type, field] of movedFields(draft)) forbid(subgraphs[name], type, field);
  return { subgraphs, world };
}

/** Subgraph, type and name of the fields that were moved away. */
function movedFields({ objects }: Draft): readonly (readonly [string, string, string])[] {
  return objects.flatMap(({ name: type, fields }) =>
    fields.flatMap(({ name, overrides }) =>
      overrides === undefined ? [] : [[`s${overrides}`, type, name] as const],
    ),
  );
}

function forbid(subgraph: TestSubgraph | undefined, type: string, field: string): void {
  if (subgraph === undefined) return;
  const resolve = () => {
    throw new Error(`${type}.${field} is elsewhere`);
  };
  subgraph.resolvers[type] = { ...subgraph.resolvers[type], [field]: resolve };
}

import { composeSupergraph } from '@ai-collective/gateway';

/** The supergraph of subgraphs `{ name, url, sdl }`, composed as the gateway composes. Throws when they do not fit together. */
export function supergraphOf(definitions) {
  const composition = composeSupergraph(definitions);
  if (!composition.ok) throw new Error(`the subgraphs do not compose: ${composition.problems.join('; ')}`);
  return composition.supergraphSdl;
}

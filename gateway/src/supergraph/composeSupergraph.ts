import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

/** A subgraph's schema and address. */
export interface SubgraphDefinition {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

export type Composition =
  | { readonly ok: true; readonly supergraphSdl: string }
  | {
      readonly ok: false;
      readonly problems: readonly string[];
      /** Codes of the problems, in the same order; empty where composition gives none. */
      readonly codes: readonly string[];
    };

/** Composes subgraphs into a supergraph, or says why they do not fit together. */
export function composeSupergraph(subgraphs: readonly SubgraphDefinition[]): Composition {
  try {
    const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
    const result = composeServices(services);
    if (result.errors !== undefined)
      return {
        ok: false,
        problems: result.errors.map(({ message }) => message),
        codes: result.errors.map(({ extensions }) =>
          typeof extensions.code === 'string' ? extensions.code : '',
        ),
      };
    return { ok: true, supergraphSdl: result.supergraphSdl };
  } catch (error) {
    return {
      ok: false,
      problems: [error instanceof Error ? error.message : 'composition failed'],
      codes: [''],
    };
  }
}

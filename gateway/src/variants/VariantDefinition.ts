/** A subgraph that a community brings itself. */
export interface CommunitySubgraph {
  /** Unique in the community; names of the platform's subgraphs are reserved. */
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** What a community's public schema shows, by `@tag`. */
export interface Contract {
  /** Not empty: only fields with one of these tags, or of types with one, are shown. */
  readonly include: readonly string[];
  /** Whatever has one of these tags is hidden. */
  readonly exclude: readonly string[];
}

/** How a community's supergraph differs from the platform's. Immutable: a change is a new object. */
export interface VariantDefinition {
  readonly subgraphs: readonly CommunitySubgraph[];
  readonly contract?: Contract;
}

/** Why a variant cannot be made. The code is stable, the message is for the members who vote. */
export interface VariantProblem {
  readonly code: string;
  readonly message: string;
  /** Where in the schema, as `Type.field`. */
  readonly coordinate?: string;
}

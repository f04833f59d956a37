/** A field of a type, of the root types, too. */
export interface DraftField {
  readonly name: string;
  /** As the public schema has it, `[E0!]!`. */
  readonly type: string;
  /** As its data comes, which may be stricter: the type of those subgraphs in `strictIn`. */
  readonly strictType: string;
  /** Subgraphs, by number, that declare the strict type. */
  readonly strictIn: readonly number[];
  /** Arguments in SDL, `[]` for none. */
  readonly args: readonly string[];
  /** Subgraphs, by number, that resolve it. */
  readonly owners: readonly number[];
  /** Types its objects have, when it leads to an interface or a union. */
  readonly runtimeTypes: readonly string[];
  /** What it requires of its entity, as a field set. */
  requires?: string;
  /** What paths through it provide, by subgraph. */
  readonly provides: Map<number, string>;
  /** Subgraph it was moved from, which still has it. */
  overrides?: number;
  /** Other subgraphs that know it as `@external`. */
  readonly externalIn: Set<number>;
  /** Whether some path provides it, so that it is shareable, too. */
  isProvided: boolean;
  /** Whether it never fails, because others depend on it. */
  isSound: boolean;
}

interface DraftType {
  readonly name: string;
  readonly fields: DraftField[];
}

/** A type with keys. */
export interface DraftEntity extends DraftType {
  readonly kind: 'entity';
  /** Field sets of its keys, by subgraph that resolves them. */
  readonly keys: ReadonlyMap<number, readonly string[]>;
  /** Keys of subgraphs that only refer to it. */
  readonly stubs: Map<number, string>;
}

/** A type without keys, the same wherever it is. */
export interface DraftValue extends DraftType {
  readonly kind: 'value';
  readonly presentIn: readonly number[];
}

export type DraftObject = DraftEntity | DraftValue;

export interface DraftInterface {
  readonly name: string;
  readonly members: readonly DraftObject[];
  /** Fields that all members have, maybe with a stricter type. */
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

export interface DraftUnion {
  readonly name: string;
  readonly members: readonly DraftObject[];
}

/** Everything random about one supergraph. */
export interface Draft {
  readonly seed: number;
  /** How many subgraphs. */
  readonly count: number;
  readonly objects: readonly DraftObject[];
  readonly interfaces: readonly DraftInterface[];
  readonly unions: readonly DraftUnion[];
  readonly queries: readonly DraftField[];
  readonly mutations: readonly DraftField[];
}

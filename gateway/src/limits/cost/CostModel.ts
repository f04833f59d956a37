/** A field below one with `@listSize(sizedFields:)`, and what of it takes the size. */
export interface SizedField {
  /** Whether the field's own list has the size. */
  readonly isSized: boolean;
  readonly below: ReadonlyMap<string, SizedField>;
}

/** One `@listSize`. */
export interface ListSize {
  readonly assumedSize: number | undefined;
  /** Arguments whose values say how long the list is, as paths into input objects: `['page', 'first']`. */
  readonly slicingArguments: readonly (readonly string[])[];
  readonly sizedFields: ReadonlyMap<string, SizedField>;
  readonly requiresOneSlicingArgument: boolean;
}

/** What the `@cost` and `@listSize` directives of a supergraph say. Weights may be fractions, and negative. */
export interface CostModel {
  /** Weights of objects, enums and scalars by name. */
  readonly types: ReadonlyMap<string, number>;
  /** Weights of fields and input fields by `Type.field`. */
  readonly fields: ReadonlyMap<string, number>;
  /** Weights of arguments by `Type.field(argument:)`. */
  readonly arguments: ReadonlyMap<string, number>;
  /** By `Type.field`. */
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/** A model that says nothing: what is not weighted costs the defaults. */
export const unweighted: CostModel = Object.freeze({
  types: new Map(),
  fields: new Map(),
  arguments: new Map(),
  listSizes: new Map(),
});

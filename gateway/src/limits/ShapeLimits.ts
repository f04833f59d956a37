import { standardSuggestions } from '../engine/operation/validateDocument.js';

/**
 * What a document may have too much of for validation, which takes more than linear time over it. All of it is counted
 * in what is written down, before validation.
 */
export interface ShapeLimits {
  /** Most characters of a document. Comments and commas are no tokens, but somebody has to read them. */
  readonly characters: number;
  /** Most lines of a document: the line of each error is counted from the start. */
  readonly lines: number;
  readonly operations: number;
  readonly fragments: number;
  /** Most variables one operation defines. */
  readonly variables: number;
  /** Most arguments of one field or directive. */
  readonly arguments: number;
  /** Most input objects written into the document; those in variables are not counted. */
  readonly inputObjects: number;
  /**
   * Most comparisons: of fields that go by the same name in one place, each with each, longer arguments counting more,
   * and of fragments that are spread in one place.
   */
  readonly comparisons: number;
  /** Most errors of validation that suggest names: they are looked for among all names of a type. */
  readonly suggestions: number;
  /** Most lists of the schema that introspection selects, and aliases in it. The usual query of tools has 9. */
  readonly introspectionLists: number;
  /** Most lists of types, fields and values in each other that introspection selects. The usual query of tools has 2. */
  readonly introspectionDepth: number;
}

/** What holds unless a host says otherwise: chosen so that validation of the worst document known takes about 100 ms. */
export const standardShape: ShapeLimits = {
  characters: 262_144,
  lines: 15_000,
  operations: 50,
  fragments: 500,
  variables: 500,
  arguments: 100,
  inputObjects: 150,
  comparisons: 30_000,
  suggestions: standardSuggestions,
  introspectionLists: 15,
  introspectionDepth: 2,
};

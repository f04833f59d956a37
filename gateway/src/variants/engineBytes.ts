/**
 * What an engine costs in memory, from what it was made of; neither V8 nor the planner can be asked. Measured with fifty
 * engines over the platform's supergraph (44,485 characters) and a thousand operations of 150 characters, after garbage
 * collection: 0.43 MB of JavaScript heap and 1.3 MB of resident memory an engine, most of it the planner's, in whichever
 * process that is, so 30 bytes a character; and 33 KB of resident memory an operation with its plan, 220 bytes a character. See bench/variants.mjs.
 */
export function engineBytes(size: {
  /** Length of the supergraph, characters. */
  readonly supergraph: number;
  /** Length of the operations it remembers, characters. */
  readonly operations: number;
}): number {
  return (
    engineBase + size.supergraph * bytesPerSchemaCharacter + size.operations * bytesPerOperationCharacter
  );
}

const engineBase = 65_536;
const bytesPerSchemaCharacter = 30;
const bytesPerOperationCharacter = 220;

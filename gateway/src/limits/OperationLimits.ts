/** What one operation may ask for. */
export interface OperationLimits {
  /** Deepest nesting of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Most fields with fragments written out. */
  readonly selections: number;
  /** Most tokens of the document. */
  readonly tokens: number;
}

/** A value at the moment it is asked for. */
export interface Sample<Label extends string, Value = number> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: Value;
}

/** A metric whose values are kept elsewhere and read when somebody asks for them. */
export interface CollectedMetric<Label extends string, Value = number> {
  /** In the style of Prometheus: counters end with `_total`, durations are in seconds. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
  readonly read: () => Iterable<Sample<Label, Value>>;
}

/** Tells what energy runs take. */
export interface EnergyMeter {
  /** Counters of the processor, or the word of the owner. */
  readonly source: 'counters' | 'declared';
  begin(): EnergyReading;
}

/** The energy of one run, being measured. */
export interface EnergyReading {
  /** Ends it, once, and answers joules; null when they cannot be told. @param runMs what the run took of a core, ms */
  end(runMs: number): number | null;
}

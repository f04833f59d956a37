/** The execution provider that every device has, whose answers are the ones others are compared with. */
export const cpu = 'cpu';

/** What a run took an item, on cpu and on the other provider, milliseconds of the clock. */
export interface Comparison {
  readonly cpuMs: number;
  readonly otherMs: number;
}

/** What was found of one model on one provider beside cpu. */
interface Trial {
  readonly comparisons: readonly Comparison[];
  readonly failures: number;
  /** Why it is not used for this model; null while it may be. */
  readonly unsuitable: string | null;
}

/** What is known of one model on this device, by provider. */
export interface Suitability {
  readonly trials: Readonly<Record<string, Trial>>;
  /** Milliseconds of the clock an item, the newer runs counting more. */
  readonly msPerItem: Readonly<Record<string, number>>;
}

export const nothingKnown: Suitability = { trials: {}, msPerItem: {} };

/** How the next tasks of a model are run: on a provider; or on cpu, and the same on another provider to compare. */
export interface RunPlan {
  readonly provider: string;
  readonly beside: string | null;
}

/** Runs compared before a provider is used. The first is for warming up: it says whether answers agree, not how quick they come. */
const comparisonsNeeded = 4;
const warmUps = 1;

/** One comparison decides where the other provider takes so many times longer. */
const hopeless = 3;

/** What takes more of cpu's time than this gains too little to be worth the memory and the risk. */
const worthwhile = 0.9;

/** Runs that failed on a provider and not on cpu, before it is given up. */
const mostFailures = 3;

/** Weight of a run in the mean. */
const newest = 0.2;

const untried: Trial = { comparisons: [], failures: 0, unsuitable: null };

/** How tasks of a model are run next, of the providers that are there. */
export function planRun(known: Suitability, providers: readonly string[]): RunPlan {
  const others = providers.filter((provider) => provider !== cpu && isInPlay(known, provider));
  const beside = others.find((provider) => !isTried(known, provider));
  if (beside !== undefined) return { provider: cpu, beside };
  const quickest = others.toSorted((a, b) => speedOf(known, a) - speedOf(known, b))[0];
  return { provider: quickest ?? cpu, beside: null };
}

/** After a run on cpu and on another provider whose answers agree. */
export function afterComparison(known: Suitability, provider: string, measured: Comparison): Suitability {
  const before = trialOf(known, provider);
  const comparisons = [...before.comparisons, measured].slice(-comparisonsNeeded);
  const trial = { ...before, comparisons };
  const isHopeless = comparisons.length > warmUps && measured.otherMs > hopeless * measured.cpuMs;
  if (comparisons.length < comparisonsNeeded && !isHopeless) return withTrial(known, provider, trial);
  const judged = comparisons.slice(warmUps);
  const [cpuMs, otherMs] = [median(judged.map((one) => one.cpuMs)), median(judged.map((one) => one.otherMs))];
  const slower = otherMs > worthwhile * cpuMs ? `takes ${ms(otherMs)}, cpu ${ms(cpuMs)}` : null;
  const decided = withTrial(known, provider, { ...trial, unsuitable: slower });
  return { ...decided, msPerItem: { ...decided.msPerItem, [provider]: otherMs } };
}

/** A provider is not used for the model any more. */
export function afterVerdict(known: Suitability, provider: string, unsuitable: string): Suitability {
  return withTrial(known, provider, { ...trialOf(known, provider), unsuitable });
}

/** After tasks that failed on a provider, and not on cpu. */
export function afterFailure(known: Suitability, provider: string, reason: string): Suitability {
  const before = trialOf(known, provider);
  const failures = before.failures + 1;
  const isGivenUp = failures >= mostFailures;
  const unsuitable = before.unsuitable ?? (isGivenUp ? `failed ${failures} times: ${reason}` : null);
  return withTrial(known, provider, { ...before, failures, unsuitable });
}

/** After an ordinary run. `msPerItem` must be above 0. */
export function afterRun(known: Suitability, provider: string, msPerItem: number): Suitability {
  const before = known.msPerItem[provider];
  const mean = before === undefined ? msPerItem : before + newest * (msPerItem - before);
  return { ...known, msPerItem: { ...known.msPerItem, [provider]: mean } };
}

/** What an owner is told of a model: where it runs, how quickly, and what was found of the other providers. */
export interface Finding {
  readonly provider: string;
  /** Null before the first run. */
  readonly msPerItem: number | null;
  /** Such as `webgpu: takes 40 ms, cpu 12 ms`. */
  readonly notes: readonly string[];
}

export function describeSuitability(known: Suitability, providers: readonly string[]): Finding {
  const { provider } = planRun(known, providers);
  const notes = providers
    .filter((other) => other !== cpu && other !== provider)
    .map((other) => `${other}: ${trialOf(known, other).unsuitable ?? 'being compared with cpu'}`);
  return { provider, msPerItem: known.msPerItem[provider] ?? null, notes };
}

function isInPlay(known: Suitability, provider: string): boolean {
  return trialOf(known, provider).unsuitable === null;
}

function isTried(known: Suitability, provider: string): boolean {
  return trialOf(known, provider).comparisons.length >= comparisonsNeeded;
}

function speedOf({ msPerItem }: Suitability, provider: string): number {
  return msPerItem[provider] ?? Infinity;
}

function trialOf({ trials }: Suitability, provider: string): Trial {
  return trials[provider] ?? untried;
}

function withTrial(known: Suitability, provider: string, trial: Trial): Suitability {
  return { ...known, trials: { ...known.trials, [provider]: trial } };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

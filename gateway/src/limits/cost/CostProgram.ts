import type { JsonObject } from '../../engine/jsonObject.js';

/** A cost or a size: a number, or the place where a program's run keeps it. */
export type Amount = number | Slot;

export interface Slot {
  readonly index: number;
}

/** One run of a program: variables in, amounts out. */
export interface CostRun {
  /** Coerced. */
  readonly variables: JsonObject;
  readonly amounts: Float64Array;
  /** What the operation must not ask, said by the first step that noticed. */
  problem: string | undefined;
}

type Step = (run: CostRun) => number;

/**
 * What is left to compute of an operation's cost once its variables are known: steps in an order in which each
 * only needs those before it, so one pass runs them all, however often fragments are shared.
 */
export class CostProgram {
  readonly #steps: Step[] = [];

  add(step: Step): Slot {
    this.#steps.push(step);
    return { index: this.#steps.length - 1 };
  }

  sum(amounts: readonly Amount[]): Amount {
    return this.#fold(amounts, 0, (left, right) => saturated(left + right));
  }

  /** The greatest amount, and 0 when there is none. */
  greatest(amounts: readonly Amount[]): Amount {
    const [first, ...others] = amounts;
    if (first === undefined) return 0;
    if (others.length === 0) return first;
    return this.#fold(amounts, -Number.MAX_SAFE_INTEGER, Math.max);
  }

  product(left: Amount, right: Amount): Amount {
    return this.combine([left, right], (factor, other) => saturated(factor * other));
  }

  /** An amount made of two others. */
  combine([left, right]: readonly [Amount, Amount], rule: (left: number, right: number) => number): Amount {
    if (typeof left === 'number' && typeof right === 'number') return rule(left, right);
    return this.add((run) => rule(amountIn(run, left), amountIn(run, right)));
  }

  run(variables: JsonObject): CostRun {
    const run: CostRun = { variables, amounts: new Float64Array(this.#steps.length), problem: undefined };
    for (const [index, step] of this.#steps.entries()) run.amounts[index] = step(run);
    return run;
  }

  #fold(amounts: readonly Amount[], start: number, rule: (left: number, right: number) => number): Amount {
    let known = start;
    const slots: number[] = [];
    for (const amount of amounts)
      if (typeof amount === 'number') known = rule(known, amount);
      else slots.push(amount.index);
    if (slots.length === 0) return known;
    return this.add(({ amounts: values }) => {
      let folded = known;
      for (const index of slots) folded = rule(folded, values[index] ?? 0);
      return folded;
    });
  }
}

export function amountIn({ amounts }: CostRun, amount: Amount): number {
  return typeof amount === 'number' ? amount : (amounts[amount.index] ?? 0);
}

/** Costs end at ±Number.MAX_SAFE_INTEGER: whole numbers beyond are not exact any more, and refused by any limit. */
export function saturated(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

import { parse, type GraphQLSchema } from 'graphql';
import type { JsonObject } from '../../engine/jsonObject.js';
import type { PreparedOperation } from '../../engine/operation/PreparedOperation.js';
import { actualCost } from './actualCost.js';
import { compileCost, type CompiledCost } from './compileCost.js';
import { unweighted, type CostModel } from './CostModel.js';
import { amountIn, saturated } from './CostProgram.js';
import { FieldRules } from './FieldRules.js';
import { readCostModel } from './readCostModel.js';

/** Most compilations kept of one operation: one for each set of conditions and each default length of lists. */
const variantLimit = 8;

export interface CostInput {
  /** Coerced. */
  readonly variables: JsonObject;
  /** Length of lists that nothing is known of. */
  readonly listSize: number;
}

export type CostEstimate =
  | {
      readonly ok: true;
      /** Static cost. */
      readonly estimated: number;
      /** Cost of the data that came. */
      readonly actual: (data: JsonObject | null) => number;
    }
  /** The operation asks what a `@listSize` does not allow. */
  | { readonly ok: false; readonly problem: string };

/** Costs of operations by the `@cost` and `@listSize` directives of one supergraph. */
export class CostAnalysis {
  /** Whether the supergraph says anything about costs. */
  readonly hasDirectives: boolean;
  readonly #schema: GraphQLSchema;
  readonly #model: CostModel;
  readonly #rules: FieldRules;
  /** Compilations go with the operations they belong to. */
  readonly #compiled = new WeakMap<PreparedOperation, Map<string, CompiledCost>>();

  /** Throws a GraphQLError when the text cannot be parsed. */
  constructor(supergraph: string, schema: GraphQLSchema) {
    // Composition links the cost specification when it uses it, under whatever names.
    const model = /cost|listSize/.test(supergraph)
      ? readCostModel(parse(supergraph, { noLocation: true }))
      : undefined;
    this.hasDirectives = model !== undefined;
    this.#model = model ?? unweighted;
    this.#schema = schema;
    this.#rules = new FieldRules(schema, this.#model);
  }

  /** Compiled once, an operation only computes what depends on its variables. */
  estimate(operation: PreparedOperation, { variables, listSize }: CostInput): CostEstimate {
    const { program, root, base } = this.#compiledFor(operation, { variables, listSize });
    const run = program.run(variables);
    if (run.problem !== undefined) return { ok: false, problem: run.problem };
    return {
      ok: true,
      estimated: saturated(base + amountIn(run, root.cost)),
      actual: (data) => saturated(base + (data === null ? 0 : actualCost(run, root, data))),
    };
  }

  #compiledFor(operation: PreparedOperation, { variables, listSize }: CostInput): CompiledCost {
    const variants = this.#variantsOf(operation);
    const conditions = operation.conditionVariables.map((name) => variables[name] === true);
    const key = `${conditions.join()} ${listSize}`;
    const known = variants.get(key);
    if (known !== undefined) return known;
    const compilation = { schema: this.#schema, model: this.#model, rules: this.#rules, listSize };
    const compiled = compileCost(compilation, operation, variables);
    const [oldest] = variants.keys();
    if (oldest !== undefined && variants.size >= variantLimit) variants.delete(oldest);
    variants.set(key, compiled);
    return compiled;
  }

  #variantsOf(operation: PreparedOperation): Map<string, CompiledCost> {
    const known = this.#compiled.get(operation);
    if (known !== undefined) return known;
    const variants = new Map<string, CompiledCost>();
    this.#compiled.set(operation, variants);
    return variants;
  }
}

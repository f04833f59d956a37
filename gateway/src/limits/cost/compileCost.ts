import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { JsonObject } from '../../engine/jsonObject.js';
import { FieldCollector } from '../../engine/operation/FieldCollector.js';
import type { PreparedOperation } from '../../engine/operation/PreparedOperation.js';
import { CostCompiler, type CostCompilation } from './CostCompiler.js';
import type { CostPlace } from './CostPlace.js';
import type { CostProgram } from './CostProgram.js';

const mutationCost = 10;

export interface CompiledCost {
  readonly program: CostProgram;
  readonly root: CostPlace;
  /** What the operation costs whatever it selects. */
  readonly base: number;
}

/** Compiles a valid operation, for the values of the variables that its `@skip` and `@include` depend on. */
export function compileCost(
  { schema, ...compilation }: CostCompilation & { readonly schema: GraphQLSchema },
  prepared: PreparedOperation,
  conditions: JsonObject,
): CompiledCost {
  const { operation, kind } = prepared;
  const collector = new FieldCollector(schema, prepared, conditions);
  const compiler = new CostCompiler(compilation, collector);
  const type = schema.getRootType(kind);
  if (type == null) throw new Error(`The schema has no root type for a ${kind}.`);
  const root = compiler.root(operation.selectionSet, type);
  return { program: compiler.program, root, base: kind === OperationTypeNode.MUTATION ? mutationCost : 0 };
}

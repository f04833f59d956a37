import { isJsonObject, type JsonObject } from '../jsonObject.js';
import { clientVariable } from '../operation/plannedVariable.js';
import type { SubgraphCall } from '../plan/Step.js';
import type { Cancellation } from '../transport/Cancellation.js';
import type { SubgraphRequest } from '../transport/SubgraphTransport.js';
import type { Execution } from './Execution.js';

/** One planned query with its variables, which are written as JSON once and read back only by those who want them. */
export class PlannedRequest<Context> implements SubgraphRequest<Context> {
  readonly #execution: Execution<Context>;
  readonly #call: SubgraphCall;
  readonly #variablesText: string;

  /** `entities` is the JSON text of the variables that hold representations. */
  constructor(execution: Execution<Context>, call: SubgraphCall, entities: readonly string[]) {
    this.#execution = execution;
    this.#call = call;
    this.#variablesText = `{${[...givenVariables(execution.inputs, call), ...entities].join(',')}}`;
  }

  get query(): string {
    return this.#call.query;
  }

  get variables(): JsonObject {
    const variables: unknown = JSON.parse(this.#variablesText);
    return isJsonObject(variables) ? variables : {};
  }

  get operationKind(): SubgraphCall['operationKind'] {
    return this.#call.operationKind;
  }

  get body(): string {
    return `{"query":${this.#call.queryText},"variables":${this.#variablesText}}`;
  }

  get context(): Context {
    return this.#execution.context;
  }

  get cancellation(): Cancellation {
    return this.#execution.cancellation;
  }
}

/** Only the variables the planned query uses, and of those only the ones the client gave: defaults are the subgraph's. */
function givenVariables(inputs: JsonObject, { variables }: SubgraphCall): readonly string[] {
  if (variables.length === 0) return [];
  return variables
    .filter((name) => Object.hasOwn(inputs, clientVariable(name)))
    .map((name) => `"${name}":${JSON.stringify(inputs[clientVariable(name)])}`);
}

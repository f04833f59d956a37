import type { GraphQLSchema } from 'graphql';
import type { TestSubgraphs } from '../engine/testSupergraph.js';

/** What a subgraph gets and an interceptor sees. */
interface AskedOf {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One operation and the whole answer it must have. */
export interface Case {
  readonly title: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  /** The data, members in the order of the specification. Absent when the request must be refused. */
  readonly data?: unknown;
  /** `path code` of each error, sorted; see errorsOf. Absent: none. */
  readonly errors?: readonly string[];
  /** Subgraphs called, sorted, once for each call. Only where the number of calls is the point. */
  readonly calls?: readonly string[];
  /** Answers instead of a subgraph; may throw. */
  readonly intercept?: Readonly<Record<string, (request: AskedOf) => unknown>>;
  /** For subscriptions, instead of data and errors: the answer to each event. */
  readonly events?: readonly { readonly data?: unknown; readonly errors?: readonly string[] }[];
  /** Why graphql-js over one schema cannot answer the same. Cases that are intercepted need not say. */
  readonly withoutOracle?: string;
  /** What is wrong today. The case then must fail; once it passes, this line has to go. */
  readonly knownFailure?: string;
  /** Set where the planner ends the process that asks it for all at once: then it is asked in a process of its own. */
  readonly endsPlanner?: true;
}

/** A small supergraph and what is asked of it. */
export interface Supergraph {
  readonly name: string;
  readonly subgraphs: TestSubgraphs;
  /** The same data behind one schema without federation, executed by graphql-js to check the expectations. */
  readonly whole?: () => GraphQLSchema;
  /** Called before each case, where subgraphs have a state. */
  readonly reset?: () => void;
  /** Fields that random queries leave out, as `Type.field`: what is known to fail would fail in most of them. */
  readonly notAtRandom?: readonly string[];
  readonly cases: readonly Case[];
}

import type { FieldNode, GraphQLOutputType } from 'graphql';

/** The selections of one object that share a response key, to be written as one member. */
export interface FieldGroup {
  readonly key: string;
  /** Where its value is in the data; see DataKeys. */
  readonly dataKey: string;
  readonly name: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  /** Undefined for `__typename`, `__schema` and `__type`, which every response answers by itself. */
  readonly type: GraphQLOutputType | undefined;
  /** `User.name`, for messages. */
  readonly coordinate: string;
}

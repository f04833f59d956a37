import type { FieldNode, GraphQLField } from 'graphql';
import type { FieldedType } from './FieldRules.js';

/** A field of an operation with its definition. */
export interface CostedField {
  readonly parent: FieldedType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The first of the selections that are merged: they all have the same arguments. */
  readonly node: FieldNode;
}

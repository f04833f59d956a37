import {
  isAbstractType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import { conditionsIn, type AuthorizationRules } from './AuthorizationRules.js';

/** The conditions that decide about some field of an operation, by their positions, in order. */
export function conditionsOf(
  { operation, fragments }: PreparedOperation,
  { fields, members }: AuthorizationRules,
  schema: GraphQLSchema,
): readonly number[] {
  const ids = new Set<number>();
  const typeInfo = new TypeInfo(schema);
  const Field = ({ name }: { readonly name: { readonly value: string } }): void => {
    const parent = typeInfo.getParentType();
    if (parent == null) return;
    const owners = isAbstractType(parent) ? (members.get(parent.name) ?? []) : [parent.name];
    for (const owner of owners) {
      const rule = fields.get(`${owner}.${name.value}`);
      if (rule !== undefined) for (const id of conditionsIn(rule)) ids.add(id);
    }
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] };
  visit(document, visitWithTypeInfo(typeInfo, { Field }));
  return [...ids].sort((left, right) => left - right);
}

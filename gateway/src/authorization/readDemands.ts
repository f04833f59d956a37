import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ScalarTypeDefinitionNode,
} from 'graphql';
import { z } from 'zod';
import type { Condition } from './Condition.js';
import { argumentsOf, directiveNames } from './directiveNames.js';

/** Conditions by the type or field that carries them: `User`, `User.email`. All of them must be met. */
export type Demands = ReadonlyMap<string, readonly Condition[]>;

type Protectable =
  ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | ScalarTypeDefinitionNode | EnumTypeDefinitionNode;

const alternatives = z.array(z.array(z.string()));
const scopesSchema = z.object({ scopes: alternatives });
const policiesSchema = z.object({ policies: alternatives });

/**
 * The authorization directives of a supergraph, as they are written. Throws when one has arguments it cannot have:
 * a rule that cannot be read must not be one that does not count.
 */
export function readDemands(supergraph: DocumentNode): Demands {
  const names = directiveNames(supergraph);
  const demands = new Map<string, readonly Condition[]>();
  const read = (coordinate: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const conditions = directives.flatMap((directive) => {
      const kind = names.get(directive.name.value);
      return kind === undefined ? [] : [conditionOf(kind, directive, coordinate)];
    });
    if (conditions.length > 0) demands.set(coordinate, conditions);
  };
  for (const node of supergraph.definitions) {
    if (!isProtectable(node)) continue;
    read(node.name.value, node.directives);
    const fields = 'fields' in node ? (node.fields ?? []) : [];
    for (const field of fields) read(`${node.name.value}.${field.name.value}`, field.directives);
  }
  return demands;
}

function isProtectable(node: DocumentNode['definitions'][number]): node is Protectable {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.SCALAR_TYPE_DEFINITION ||
    node.kind === Kind.ENUM_TYPE_DEFINITION
  );
}

function conditionOf(kind: Condition['kind'], directive: ConstDirectiveNode, coordinate: string): Condition {
  const given = argumentsOf(directive);
  try {
    switch (kind) {
      case 'authenticated':
        return { kind };
      case 'scopes':
        return { kind, anyOf: scopesSchema.parse(given).scopes };
      case 'policies':
        return { kind, anyOf: policiesSchema.parse(given).policies };
    }
  } catch (cause) {
    throw new Error(`@${directive.name.value} on ${coordinate} has arguments it cannot have.`, { cause });
  }
}

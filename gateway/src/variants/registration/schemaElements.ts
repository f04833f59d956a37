import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  NamedTypeNode,
  TypeDefinitionNode,
  TypeExtensionNode,
} from 'graphql';
import { isTypeDefinitionNode, isTypeExtensionNode, Kind } from 'graphql';

export type TypeNode = TypeDefinitionNode | TypeExtensionNode;

/** Every definition and extension of a type. */
export function typeNodesOf(document: DocumentNode): readonly TypeNode[] {
  return document.definitions.filter(
    (node): node is TypeNode => isTypeDefinitionNode(node) || isTypeExtensionNode(node),
  );
}

/** Fields of objects, interfaces and inputs; none for other types. */
export function fieldsOf(type: TypeNode): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  return 'fields' in type ? (type.fields ?? []) : [];
}

export function interfacesOf(type: TypeNode): readonly NamedTypeNode[] {
  return 'interfaces' in type ? (type.interfaces ?? []) : [];
}

/** Every use of a directive in a type, with the coordinate it is at. */
export function directiveUsesIn(
  type: TypeNode,
): readonly { readonly coordinate: string; readonly directive: ConstDirectiveNode }[] {
  const at = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) =>
    directives.map((directive) => ({ coordinate, directive }));
  const { value: name } = type.name;
  const values = 'values' in type ? (type.values ?? []) : [];
  return [
    ...at(name, type.directives),
    ...values.flatMap((value) => at(`${name}.${value.name.value}`, value.directives)),
    ...fieldsOf(type).flatMap((field) => [
      ...at(`${name}.${field.name.value}`, field.directives),
      ...argumentsOf(field).flatMap((argument) =>
        at(`${name}.${field.name.value}.${argument.name.value}`, argument.directives),
      ),
    ]),
  ];
}

function argumentsOf(
  field: FieldDefinitionNode | InputValueDefinitionNode,
): readonly InputValueDefinitionNode[] {
  return field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
}

import {
  Kind,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';

export type FieldedType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** The types of a supergraph as written, also those clients cannot see. */
export class SupergraphTypes {
  readonly objects: readonly ObjectTypeDefinitionNode[];
  readonly interfaces: readonly InterfaceTypeDefinitionNode[];
  /** Object types behind each interface and union. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly #fields: ReadonlyMap<string, FieldDefinitionNode>;

  constructor({ definitions }: DocumentNode) {
    this.objects = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
    this.interfaces = definitions.filter((node) => node.kind === Kind.INTERFACE_TYPE_DEFINITION);
    const unions = definitions.filter((node) => node.kind === Kind.UNION_TYPE_DEFINITION);
    this.members = new Map([
      ...this.interfaces.map(({ name: { value } }) => [value, this.#implementationsOf(value)] as const),
      ...unions.map(({ name, types = [] }) => [name.value, types.map((type) => type.name.value)] as const),
    ]);
    this.#fields = new Map(
      [...this.objects, ...this.interfaces].flatMap(({ name, fields = [] }) =>
        fields.map((field) => [`${name.value}.${field.name.value}`, field] as const),
      ),
    );
  }

  /** A field by its coordinate. */
  field(coordinate: string): FieldDefinitionNode | undefined {
    return this.#fields.get(coordinate);
  }

  #implementationsOf(interfaceName: string): readonly string[] {
    return this.objects
      .filter((type) => interfacesOf(type).includes(interfaceName))
      .map(({ name }) => name.value);
  }
}

export function interfacesOf({ interfaces = [] }: FieldedType): readonly string[] {
  return interfaces.map(({ name }) => name.value);
}

/** The name of a type without its lists and non-nulls. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

import {
  buildASTSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  OperationTypeNode,
  parse,
  valueFromASTUntyped,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** What a field's directives demand of whoever asks for it. */
export type Demand =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'signing in' }
  | { readonly kind: 'permission'; readonly permission: string };

/** A field of Query, Mutation or Subscription with an operation that asks for it. */
export interface RootField {
  readonly operation: OperationTypeNode;
  readonly name: string;
  readonly demand: Demand;
  readonly query: string;
  /** Made from the types of the arguments: well-formed, and about nothing that exists. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every root field of a subgraph's schema as it is committed, but for those of the federation itself. */
export function rootFieldsOf(sdl: string): readonly RootField[] {
  const schema = schemaOf(sdl);
  return Object.values(OperationTypeNode).flatMap((operation) =>
    Object.values(schema.getRootType(operation)?.getFields() ?? {}).map((field) =>
      rootField(operation, field),
    ),
  );
}

/** The demands of the fields of other object types that have some, by coordinate: `Blob.bytes`. */
export function demandsOf(sdl: string): ReadonlyMap<string, Demand> {
  const schema = schemaOf(sdl);
  const roots = Object.values(OperationTypeNode).map((operation) => schema.getRootType(operation));
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return new Map(
    types
      .filter((type) => !roots.includes(type) && !type.name.startsWith('__'))
      .flatMap((type) => Object.values(type.getFields()).map((field) => [type, field] as const))
      .map(([type, field]) => [`${type.name}.${field.name}`, demandOn(field)] as const)
      .filter(([, demand]) => demand.kind !== 'nothing'),
  );
}

/** The types other subgraphs may ask for by key. */
export function entityTypesOf(sdl: string): readonly string[] {
  return Object.values(schemaOf(sdl).getTypeMap())
    .filter(isObjectType)
    .filter(({ astNode }) =>
      (astNode?.directives ?? []).some(
        ({ name, arguments: given = [] }) =>
          name.value === 'key' &&
          !given.some(
            (each) => each.name.value === 'resolvable' && valueFromASTUntyped(each.value) === false,
          ),
      ),
    )
    .map(({ name }) => name);
}

function schemaOf(sdl: string): GraphQLSchema {
  // The directives of the federation are declared by whoever composes.
  return buildASTSchema(parse(sdl), { assumeValidSDL: true });
}

function demandOn({ name: field, astNode }: GraphQLField<unknown, unknown>): Demand {
  const directives = astNode?.directives ?? [];
  if (directives.some(({ name }) => name.value === 'policy'))
    throw new Error(`${field} demands a role; no operation asks for one.`);
  const scopes = directives.find(({ name }) => name.value === 'requiresScopes')?.arguments?.[0];
  if (scopes === undefined)
    return { kind: directives.some(({ name }) => name.value === 'authenticated') ? 'signing in' : 'nothing' };
  const [[permission, ...more] = [], ...others] = valueFromASTUntyped(scopes.value) as string[][];
  if (permission === undefined || more.length + others.length > 0)
    throw new Error(`${field} must demand one permission.`);
  return { kind: 'permission', permission };
}

function rootField(operation: OperationTypeNode, field: GraphQLField<unknown, unknown>): RootField {
  const required = field.args.filter(isRequiredArgument);
  // Such fields want one of their arguments, or can do with one.
  const given = required.length > 0 ? required : field.args.slice(0, 1);
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  const parentheses = (text: string) => (text === '' ? '' : `(${text})`);
  return {
    operation,
    name: field.name,
    demand: demandOn(field),
    query: `${operation} Walk${parentheses(declared)} { ${field.name}${parentheses(passed)}${selection} }`,
    variables: Object.fromEntries(given.map(({ name, type }) => [name, sampleOf(type)])),
  };
}

const scalars: Readonly<Record<string, unknown>> = {
  ID: 'sample',
  String: 'sample',
  Int: 1,
  SafeInt: 1,
  Float: 1,
  Boolean: true,
  DateTimeISO: '2100-01-01T00:00:00.000Z',
  JSON: {},
};

/** A value the type allows: required fields of inputs only, or the first when none is. */
function sampleOf(given: GraphQLInputType): unknown {
  const type = getNullableType(given);
  if (isListType(type)) return [sampleOf(type.ofType)];
  if (isEnumType(type)) return type.getValues().at(-1)?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const required = fields.filter(isRequiredInputField);
    const written = required.length > 0 ? required : fields.slice(0, 1);
    return Object.fromEntries(written.map((field) => [field.name, sampleOf(field.type)]));
  }
  const { name } = getNamedType(type);
  if (!(name in scalars)) throw new Error(`There is no sample of the scalar ${name} yet.`);
  return scalars[name];
}

import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  OperationTypeNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Writing {
  readonly schema: GraphQLSchema;
  readonly random: () => number;
  /** Values to choose from, by argument name. */
  readonly literals: Readonly<Record<string, readonly string[]>>;
  /** Fields to leave out, as `Type.field`. */
  readonly exclude: ReadonlySet<string>;
  /** Default: a query. */
  readonly kind?: OperationTypeNode;
}

/** Writes a valid operation with aliases, fragments and conditions. `$yes` and `$no` are declared. */
export function randomQuery(writing: Writing): string {
  const { kind = OperationTypeNode.QUERY } = writing;
  const root = writing.schema.getRootType(kind);
  if (root == null) throw new Error(`no ${kind} type`);
  const body = selection(writing, root, 0).slice(1);
  return `${kind} ($yes: Boolean!, $no: Boolean!) { used: __typename @include(if: $yes) @skip(if: $no) ${body}`;
}

function selection(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = writing;
  const parts: string[] = random() < 0.2 ? ['__typename'] : [];
  const fields = isUnionType(type)
    ? []
    : Object.values(type.getFields()).filter(({ name }) => !writing.exclude.has(`${type.name}.${name}`));
  for (const field of shuffled(fields, random).slice(0, 1 + Math.floor(random() * 4)))
    parts.push(member(writing, type, { field, depth }));
  const parents = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  const children = isInterfaceType(type) || isUnionType(type) ? schema.getPossibleTypes(type) : [];
  for (const narrower of [...parents, ...children, type])
    if (random() < 0.3 && depth < 5)
      parts.push(`... on ${narrower.name} ${condition(random)} ${selection(writing, narrower, depth + 1)}`);
  return `{ ${parts.filter((part) => part !== '').join(' ') || '__typename'} }`;
}

/** Aliases are made of the type, the field and its arguments, so that selections never conflict. */
function member(
  writing: Writing,
  type: GraphQLCompositeType,
  { field, depth }: { readonly field: GraphQLField<unknown, unknown>; readonly depth: number },
): string {
  const { random } = writing;
  const named = getNamedType(field.type);
  if (isCompositeType(named) && depth > 4) return '';
  const given = field.args.flatMap((argument) => {
    const choices = writing.literals[argument.name] ?? [];
    const choice = choices[Math.floor(random() * choices.length)];
    const isRequired = String(argument.type).endsWith('!') && argument.defaultValue === undefined;
    return choice !== undefined && (isRequired || random() < 0.5) ? [{ name: argument.name, choice }] : [];
  });
  const written = given.map(({ name, choice }) => `${name}: ${choice}`).join(', ');
  const digest = given.map(({ choice }) => choice.replace(/\W/g, '')).join('_');
  const alias = given.length > 0 || random() < 0.2 ? `a${type.name}_${field.name}_${digest}: ` : '';
  const body = isCompositeType(named) ? ` ${selection(writing, named, depth + 1)}` : '';
  const isPlain = alias === '' && field.args.length > 0;
  const safeAlias = isPlain ? `a${type.name}_${field.name}: ` : alias;
  return `${safeAlias}${field.name}${written === '' ? '' : `(${written})`} ${condition(random)}${body}`;
}

function condition(random: () => number): string {
  const roll = random();
  if (roll < 0.06) return '@skip(if: $no)';
  if (roll < 0.12) return '@include(if: $yes)';
  if (roll < 0.15) return '@skip(if: $yes)';
  if (roll < 0.18) return '@include(if: $no)';
  return roll < 0.2 ? '@include(if: true)' : '';
}

function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ value }) => value);
}

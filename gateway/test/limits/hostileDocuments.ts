const many = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

/** Types as wide as those of large schemas. */
export const wideSdl = `
  directive @wide(${many(300, (n) => `argument${n}: Int`)}) repeatable on FIELD
  enum Big { ${many(1_000, (n) => `VALUE_NUMBER_${n}`)} }
  input By { ${many(500, (n) => `fieldnumber${n}: Int`)} by: By all: [By] }
  interface Node { id: ID! next: Node }
  ${many(300, (n) => `type Typenumber${n} implements Node { id: ID! next: Node own${n}: Int }`)}
  union Any = ${many(300, (n) => `| Typenumber${n}`)}
  type Wide { ${many(1_000, (n) => `fieldnumber${n}: Int`)} wide: Wide }
  type Query { id: ID a: Query b: Query node: Node any: Any wide: Wide leaf(x: Int): Int
    f(by: By, all: [By], of: [Int], big: Big, text: String ${many(300, (n) => `argument${n}: Int`)}): Int }`;

const tree = (levels: number, width: number): string =>
  levels === 0 ? 'id' : many(width, () => `a { ${tree(levels - 1, width)} }`);
const long = 'x'.repeat(250_000);
const invalid = 'GRAPHQL_VALIDATION_FAILED';

/** Documents that are slow to validate, each with the code of its refusal: its own, or one of another limit. */
export const hostileDocuments: readonly (readonly [name: string, code: string, document: string])[] = [
  ['a field 9,000 times', 'TOO_MANY_COMPARISONS', `{ a { ${many(9_000, () => 'id')} } }`],
  [
    'a field with arguments 2,400 times',
    'TOO_MANY_COMPARISONS',
    `{ a { ${many(2_400, (n) => `leaf(x: ${n})`)} } }`,
  ],
  ['an object 3,000 times', 'TOO_MANY_COMPARISONS', `{ a { ${many(3_000, () => 'a { id }')} } }`],
  ['an object thrice in itself, six levels deep', 'TOO_MANY_COMPARISONS', `{ ${tree(6, 3)} }`],
  ['an object 50 times in itself', 'TOO_MANY_COMPARISONS', `{ a { ${tree(2, 50)} } }`],
  [
    'a field with 80 arguments 60 times',
    'TOO_MANY_COMPARISONS',
    `{ a { ${many(60, () => `f(${many(80, (n) => `argument${n}: ${n}`)})`)} } }`,
  ],
  [
    'a field with a long list 100 times',
    'TOO_MANY_COMPARISONS',
    `{ a { ${many(100, () => `f(of: [${many(140, () => '1')}])`)} } }`,
  ],
  [
    'fragments on 300 types, over and over',
    'TOO_MANY_COMPARISONS',
    `{ node { ${many(1_000, (n) => `... on Typenumber${n % 300} { next { id } }`)} } }`,
  ],
  [
    '300 fragments in one place',
    'TOO_MANY_COMPARISONS',
    `{ a { ${many(300, (n) => `...F${n}`)} } } ${many(300, (n) => `fragment F${n} on Query { id }`)}`,
  ],
  ['7,000 fragments that are nowhere', 'TOO_MANY_COMPARISONS', `{ a { ${many(7_000, (n) => `...F${n}`)} } }`],
  [
    'a fragment within itself',
    'TOO_MANY_COMPARISONS',
    '{ ...F } fragment F on Query { a { ...F } b { ...F } }',
  ],
  ['input objects in a list', 'TOO_MANY_INPUT_OBJECTS', `{ f(all: [${many(7_000, () => '{}')}]) }`],
  ['an argument 4,900 times', 'TOO_MANY_ARGUMENTS', `{ f(${many(4_900, () => 'of: 1')}) }`],
  [
    '300 arguments',
    'TOO_MANY_ARGUMENTS',
    `{ ${many(16, (n) => `x${n}: f(${many(300, (at) => `argument${at}: 1`)})`)} }`,
  ],
  [
    'directives with 300 arguments',
    'TOO_MANY_ARGUMENTS',
    `{ id ${many(16, () => `@wide(${many(300, (n) => `argument${n}: 1`)})`)} }`,
  ],
  ['3,000 operations', 'TOO_MANY_DEFINITIONS', many(3_000, (n) => `query Q${n} { id }`)],
  [
    '2,000 fragments',
    'TOO_MANY_DEFINITIONS',
    `{ id } ${many(2_000, (n) => `fragment F${n} on Query { id }`)}`,
  ],
  ['2,900 variables', 'TOO_MANY_VARIABLES', `query (${many(2_900, (n) => `$v${n}: Int`)}) { id }`],
  [
    '160 variables with large defaults',
    'TOO_MANY_INPUT_OBJECTS',
    `query (${many(160, (n) => `$v${n}: By = { ${many(15, (at) => `fieldnumber${at}: 1`)} }`)}) { id }`,
  ],
  [
    'errors below 200,000 lines',
    'DOCUMENT_TOO_LONG',
    `{ wide { ${'\n'.repeat(200_000)} ${many(4_000, (n) => `y${n}`)} } }`,
  ],
  ['a text of 250,000 lines', 'DOCUMENT_TOO_LONG', `{ f(text: """${'\r'.repeat(250_000)}""") }`],
  ['an enum of 14,000 values', invalid, `enum E { ${many(14_000, (n) => `A${n}`)} }`],
  [
    'the schema 99 times',
    'INTROSPECTION_TOO_LARGE',
    `{ ${many(99, (n) => `x${n}: __schema { types { name fields { name } } }`)} }`,
  ],
  [
    'all types of all fields of all types',
    'INTROSPECTION_TOO_LARGE',
    '{ __schema { types { fields { type { possibleTypes { name } } } } } }',
  ],
  [
    'names of fields 400 times',
    'INTROSPECTION_TOO_LARGE',
    `{ __schema { types { fields { ${many(400, (n) => `x${n}: name`)} } } } }`,
  ],
  [
    'fragments of the schema within themselves',
    'INTROSPECTION_TOO_LARGE',
    '{ __schema { types { ...F } } } fragment F on __Type { fields { type { ...F } } }',
  ],
  ['800,000 characters of comments', 'DOCUMENT_TOO_LONG', `{ id ${'#\n'.repeat(400_000)} }`],
  ['one name of 900,000 characters', 'DOCUMENT_TOO_LONG', `{ ${'x'.repeat(900_000)} }`],
];

/** Documents within all limits that take as long as they can, with what validation says of them. */
export const slowDocuments: typeof hostileDocuments = [
  ['9,000 unknown fields of a wide type', invalid, `{ wide { ${many(9_000, (n) => `feildnumbr${n}`)} } }`],
  ['an unknown field with a long name', invalid, `{ wide { ${long} } }`],
  ['a long value of a wrong type', invalid, `{ f(of: "${long}") }`],
  [
    'fields of an input object that are the same',
    invalid,
    `{ f(by: { ${many(3_700, () => 'fieldnumber1: 1')} }) }`,
  ],
  ['unknown fields of an input object', invalid, `{ f(by: { ${many(3_700, (n) => `feildnumbr${n}: 1`)} }) }`],
  ['500 variables nobody uses', invalid, `query (${many(500, (n) => `$v${n}: Int`)}) { id }`],
  ['500 variables of unknown types', invalid, `query (${many(500, (n) => `$v${n}: Typenubmer${n}`)}) { id }`],
  [
    'errors below 14,000 lines',
    invalid,
    `{ wide { ${'\n'.repeat(14_000)} ${many(9_000, (n) => `feildnumbr${n}`)} } }`,
  ],
  [
    'a list of values an enum does not have',
    invalid,
    `{ f(big: [${many(14_000, (n) => `VALUE_NUMER_${n}`)}]) }`,
  ],
  [
    'unknown fields of types that have none of them',
    invalid,
    `{ node { ${many(9_000, (n) => `own${n}`)} } }`,
  ],
  [
    '8,000 fields, all there',
    'none',
    `{ wide { ${many(8, (n) => `w${n}: wide { ${many(1_000, (at) => `fieldnumber${at}`)} }`)} } }`,
  ],
  ['variables that are not there', invalid, `{ f(of: [${many(7_000, (n) => `$v${n}`)}]) }`],
  [
    '50 operations that use a variable 6,500 times',
    invalid,
    `${many(50, (n) => `query Q${n} ($v: Int) { ...F }`)} fragment F on Query { f(of: [${many(6_500, () => '$v')}]) x: f(of: ["a"]) }`,
  ],
  ['directives nobody knows', invalid, `{ id ${many(499, (n) => `@inclde${n}`)} }`],
  ['values an enum does not have', invalid, `{ ${many(99, (n) => `x${n}: f(big: VALUE_NUMER_${n})`)} }`],
  ['150 input objects of a wide type', 'none', `{ f(all: [${many(150, () => '{}')}]) }`],
  [
    'a variable in each of 149 input objects',
    'none',
    `query ($v: Int) { f(all: [${many(149, () => `{ ${many(12, (n) => `fieldnumber${n}: $v`)} }`)}]) }`,
  ],
  [
    '170 fragments in one place',
    'none',
    `{ a { ${many(170, (n) => `...F${n}`)} } } ${many(170, (n) => `fragment F${n} on Query { id }`)}`,
  ],
  [
    'an object 110 times in four of itself',
    'none',
    `{ a { ${many(100, () => 'a { a { a { a { id } } } }')} } }`,
  ],
  ['a list of 14,000 numbers', 'none', `{ f(of: [${many(14_000, () => '1')}]) }`],
  [
    '7,000 spreads of a fragment',
    'none',
    `{ a { ${many(7_000, () => '...F')} } } fragment F on Query { id }`,
  ],
];

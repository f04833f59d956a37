import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { buildASTSchema, GraphQLObjectType, Kind, parse, print, visit, type DocumentNode } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { printSchema } from '../../scripts/schema/printSchema.mjs';
import { readSchemaFile, subgraphs } from '../../scripts/schema/schemaFiles.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const subgraphNames: readonly string[] = subgraphs;

const printed = new Map<string, Promise<string>>();

/** The schema as the code has it, printed once. */
function printedSchema(subgraph: string): Promise<string> {
  const known = printed.get(subgraph) ?? printSchema(subgraph);
  printed.set(subgraph, known);
  return known;
}

function documentOf(subgraph: string): DocumentNode {
  return parse(readSchemaFile(subgraph) ?? '');
}

/** Every definition, field, argument and value that says nothing about itself, by its path. */
function undescribed(document: DocumentNode): readonly string[] {
  const silent: string[] = [];
  const place: string[] = [];
  const describing = {
    enter(node: { readonly name: { readonly value: string }; readonly description?: unknown }) {
      place.push(node.name.value);
      const isRoot = place.length === 1 && ['Query', 'Mutation', 'Subscription'].includes(node.name.value);
      if (node.description == null && !isRoot) silent.push(place.join('.'));
    },
    leave() {
      place.pop();
    },
  };
  visit(document, {
    // A directive is declared by whoever defines it; an extension extends what was described.
    DirectiveDefinition: () => false,
    SchemaExtension: () => false,
    ObjectTypeDefinition: describing,
    InterfaceTypeDefinition: describing,
    InputObjectTypeDefinition: describing,
    EnumTypeDefinition: describing,
    UnionTypeDefinition: describing,
    ScalarTypeDefinition: describing,
    FieldDefinition: describing,
    InputValueDefinition: describing,
    EnumValueDefinition: describing,
  });
  return silent;
}

describe.each(subgraphNames)('the schema of %s', (subgraph) => {
  it('is committed as it is printed from the code; if not: npm run schema', async () => {
    expect(readSchemaFile(subgraph)).toBe(await printedSchema(subgraph));
  });

  it('describes every type, field, argument, enum value and input field', () => {
    expect(undescribed(documentOf(subgraph))).toEqual([]);
  });

  it('has the one PageInfo that all subgraphs share', () => {
    const pageInfoOf = (name: string): string | undefined => {
      const found = documentOf(name).definitions.find(
        (definition) =>
          definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'PageInfo',
      );
      return found && print(found);
    };
    expect(pageInfoOf(subgraph)).toBe(pageInfoOf('identity'));
    expect(pageInfoOf(subgraph)).toContain('type PageInfo @shareable');
  });
});

describe('undescribed', () => {
  it('finds what says nothing about itself, and where', () => {
    const sdl = `
      type Query { a(b: Int): A }
      type A { c(d: Int): Int }
      "described" enum E { V "described" W }
      "described" input I { "described" f: Int g: Int }
      scalar S
      union U = A`;
    const expected = ['Query.a', 'Query.a.b', 'A', 'A.c', 'A.c.d', 'E.V', 'I.g', 'S', 'U'];
    expect(undescribed(parse(sdl))).toEqual(expected);
  });
});

describe('the supergraph', () => {
  const compose = () =>
    composeServices(
      subgraphNames.map((name) => ({ name, url: `http://${name}/graphql`, typeDefs: documentOf(name) })),
    );

  it('composes from the four subgraphs without errors', () => {
    expect(compose().errors?.map(({ message }) => message) ?? []).toEqual([]);
  });

  it('has what each of them brings, on the types they share', () => {
    const { publicSdl } = compose();
    const schema = buildASTSchema(parse(publicSdl ?? ''));
    const fieldsOf = (name: string): readonly string[] => {
      const type = schema.getType(name);
      return type instanceof GraphQLObjectType ? Object.keys(type.getFields()) : [];
    };
    expect(fieldsOf('PageInfo').toSorted()).toEqual([
      'endCursor',
      'hasNextPage',
      'hasPreviousPage',
      'startCursor',
    ]);
    expect(fieldsOf('Community')).toContain('policy');
    expect(fieldsOf('Query')).toEqual(
      expect.arrayContaining(['policy', 'auditRecords', 'jobs', 'communities']),
    );
  });
});

describe('npm run schema -- --check', () => {
  let outcome: { readonly code: number; readonly complaints: string };

  /** A copy of the scripts beside the real subgraphs, of which one has another schema.graphql. */
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'aic-schema-'));
    try {
      mkdirSync(path.join(folder, 'scripts/schema'), { recursive: true });
      for (const file of [
        'schema.mjs',
        'schema/schemaFiles.mjs',
        'schema/printSchema.mjs',
        'schema/schemaPrinter.mjs',
      ])
        copyFileSync(path.join(root, 'scripts', file), path.join(folder, 'scripts', file));
      symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
      for (const subgraph of subgraphNames) {
        const own = path.join(folder, 'subgraphs', subgraph);
        mkdirSync(own, { recursive: true });
        symlinkSync(path.join(root, 'subgraphs', subgraph, 'dist'), path.join(own, 'dist'));
        writeFileSync(path.join(own, 'schema.graphql'), await printedSchema(subgraph));
      }
      writeFileSync(path.join(folder, 'subgraphs/storage/schema.graphql'), 'type Query { stale: Int }');
      rmSync(path.join(folder, 'subgraphs/compute/schema.graphql'));
      outcome = await check(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  function check(folder: string): Promise<typeof outcome> {
    return new Promise((resolve) => {
      const script = path.join(folder, 'scripts/schema.mjs');
      execFile(process.execPath, [script, '--check'], { cwd: folder }, (error, _, complaints) =>
        resolve({ code: error === null ? 0 : Number(error.code), complaints }),
      );
    });
  }

  it('exits with 1 and names the files that are out of date or missing, and no others', () => {
    expect(outcome.code).toBe(1);
    expect(outcome.complaints).toContain('subgraphs/storage/schema.graphql is out of date');
    expect(outcome.complaints).toContain('subgraphs/compute/schema.graphql is out of date');
    expect(outcome.complaints).not.toContain('identity');
    expect(outcome.complaints).not.toContain('governance');
  });
});

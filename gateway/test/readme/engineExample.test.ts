import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as gateway from '../../src/index.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import { serveSubgraph, type ServedSubgraph } from '../standalone/servedSubgraph.js';

const folder = import.meta.dirname;
const root = path.resolve(folder, '../../..');
const sdl = `type Query { person(id: ID!): Person } type Person @key(fields: "id") { id: ID! name: String }`;
const seen: unknown[] = [];
let subgraph: ServedSubgraph;
let example: string;

beforeAll(async () => {
  const readme = await readFile(path.join(root, 'gateway/README.md'), 'utf8');
  const [, section = ''] = readme.split('## The engine as a library\n');
  example = /^\s*```ts\n(.*?)```/s.exec(section)?.[1] ?? '';
  subgraph = await serveSubgraph({
    sdl,
    resolvers: {
      Query: {
        person: (_: unknown, { id }: { id: string }, { headers }: { headers: Record<string, unknown> }) => {
          seen.push(headers.authorization);
          return { id, name: `name of ${id}` };
        },
      },
    },
  });
});

afterAll(() => subgraph.close());

/** What the compiler says about the example, as a module that knows a supergraph. */
function typeErrors(code: string): readonly string[] {
  const file = path.join(folder, 'example.ts');
  const text = `declare const supergraph: string;\n${code}\nexport { answer };\n`;
  const base: { readonly config?: unknown } = ts.readConfigFile(
    path.join(root, 'tsconfig.base.json'),
    (name) => ts.sys.readFile(name),
  );
  const { options } = ts.parseJsonConfigFileContent(base.config, ts.sys, root, {
    noEmit: true,
    composite: false,
  });
  const host = ts.createCompilerHost(options);
  const { readFile: read, fileExists } = host;
  host.readFile = (name) => (name === file ? text : read(name));
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version) => {
    const content = host.readFile(name);
    return content === undefined ? undefined : ts.createSourceFile(name, content, version);
  };
  const program = ts.createProgram([file], { ...options, types: ['node'] }, host);
  const source = program.getSourceFile(file);
  return ts
    .getPreEmitDiagnostics(program, source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Runs the example with what it imports and the supergraph, and gives its answer. */
async function run(code: string, supergraph: string): Promise<unknown> {
  const imported = code.replace(/^import (\{.*\}) from '@ai-collective\/gateway';$/m, 'const $1 = gateway;');
  const script = ts.transpile(imported, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
  const act = runInThisContext(`(async (gateway, supergraph) => { ${script}\nreturn answer; })`) as (
    ...given: readonly [typeof gateway, string]
  ) => Promise<unknown>;
  return act(gateway, supergraph);
}

describe('the example of the engine in the README', () => {
  it('fits the types of the package', () => {
    expect(example).toContain('createEngine');
    expect(typeErrors(example)).toEqual([]);
    expect(typeErrors(example.replace('timeoutMs:', 'timeout:'))).not.toEqual([]);
  });

  it('answers over a small supergraph', async () => {
    const composition = composeSupergraph([{ name: 'people', url: subgraph.url, sdl }]);
    if (!composition.ok) throw new Error(composition.problems.join('\n'));
    const answer = await run(example, composition.supergraphSdl);
    expect(String(answer)).toBe('{"data":{"person":{"name":"name of 7"}}}');
    expect(seen).toEqual(['Bearer abc']);
  });
});

import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { requiredFields } from '../../src/authorization/requiredFields.js';
import { SupergraphTypes } from '../../src/authorization/SupergraphTypes.js';

const document = parse(`
  type Query { a: A }
  interface Named { name: String label: String @join__field(graph: B, requires: "name") }
  type A implements Named & Other @context(name: "outer") {
    id: ID
    name: String
    label: String
    size: Int
    part: Part
    named: [Named!]!
    either: Either
    plain: Int @join__field(graph: B)
    one: Int @join__field(graph: B, requires: "size")
    several: Int @join__field(graph: B, requires: "size name") @join__field(graph: C, requires: "name id")
    nested: Int @join__field(graph: B, requires: "part { count inner { count } }")
    abstract: Int @join__field(graph: B, requires: "named { name }")
    fragments: Int @join__field(graph: B, requires: "either { ... on Part { count } ... on A { id } ... { __typename } }")
    unknown: Int @join__field(graph: B, requires: "gone { count }")
    other: Int @other(requires: "size")
    nothing: Int @join__field(graph: B, requires: null)
    broken: Int @join__field(graph: B, requires: "...F")
  }
  interface Other { size: Int }
  type Tagged @tag(name: "outer") { size: Int }
  union Either = A | Part
  type Part {
    count: Int
    inner: Part
    from: Int @join__field(graph: B, contextArguments: [{ context: "outer", name: "x", type: "Int", selection: "{ size }" }])
    fromNowhere: Int @join__field(graph: B, contextArguments: [{ context: "inner", name: "x", type: "Int", selection: "{ size }" }])
    fromOn: Int @join__field(graph: B, requires: "count", contextArguments: [{ context: "outer", name: "x", type: "Int", selection: "... on A { id }" }])
  }
  interface Placed @context(name: "placed") { place: Int }
  type Spot implements Placed { place: Int at: Int @join__field(graph: B, contextArguments: [{ context: "placed", name: "x", type: "Int", selection: "{ place }" }]) }
`);
const types = new SupergraphTypes(document);

function required(typeName: string, fieldName: string): readonly string[] {
  const type = types.objects.find(({ name }) => name.value === typeName);
  const field = types.field(`${typeName}.${fieldName}`);
  if (type === undefined || field?.kind !== Kind.FIELD_DEFINITION) throw new Error('no such field');
  return requiredFields(types, type, field);
}

describe('the fields a subgraph is sent before it can answer one', () => {
  it.each([
    ['A', 'id', []],
    ['A', 'plain', []],
    ['A', 'nothing', []],
    ['A', 'other', []],
    ['A', 'one', ['A.size']],
    ['A', 'several', ['A.size', 'A.name', 'A.id']],
    ['A', 'nested', ['A.part', 'Part.count', 'Part.inner']],
    ['A', 'abstract', ['A.named', 'A.name']],
    ['A', 'fragments', ['A.either', 'Part.count', 'A.id', 'A.__typename', 'Part.__typename']],
    ['A', 'unknown', ['A.gone']],
    ['A', 'label', ['A.name']],
    ['Part', 'from', ['A.size']],
    ['Part', 'fromNowhere', []],
    ['Spot', 'at', ['Spot.place']],
  ])('%s.%s: %j', (type, field, coordinates) => {
    expect(required(type, field)).toEqual(coordinates);
  });

  it('cannot be told from a set of fields with named fragments, or from none', () => {
    expect(() => required('A', 'broken')).toThrow('named fragments');
    expect(() => required('Part', 'fromOn')).toThrow();
  });
});

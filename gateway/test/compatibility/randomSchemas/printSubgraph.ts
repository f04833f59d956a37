import type { Draft, DraftEntity, DraftField, DraftObject } from './Draft.js';
import { interfaceFieldsIn, isHome, keyNamesIn, typesBehind } from './presence.js';

const everywhere = 'enum Color { RED GREEN BLUE } input In { a: Int b: [String] = ["x"] }';
const keyFields = { id: 'id: ID!', code: 'code: Int!', ref: 'ref: Ref!' } as const;

/** The SDL of one subgraph. */
export function printSubgraph(draft: Draft, subgraph: number): string {
  const { objects, interfaces, unions, queries, mutations } = draft;
  const parts = [
    everywhere,
    ...objects.map((object) => printObject(draft, object, subgraph)),
    ...interfaces.map((type) => {
      const fields = interfaceFieldsIn(type, subgraph);
      return block(
        `interface ${type.name}`,
        fields.map(({ name, type: of }) => `${name}: ${of}`),
      );
    }),
    ...unions.map((type) => {
      const members = typesBehind(type, subgraph);
      return members.length === 0 ? '' : `union ${type.name} = ${members.join(' | ')}`;
    }),
    block('type Query', fieldsIn(queries, subgraph)),
    block('type Mutation', fieldsIn(mutations, subgraph)),
  ];
  const text = parts.filter((part) => part !== '').join('\n');
  return text.includes('ref: Ref!') ? `${text}\ntype Ref @shareable { a: Int! b: String! }` : text;
}

function block(head: string, fields: readonly string[]): string {
  return fields.length === 0 ? '' : `${head} {\n  ${fields.join('\n  ')}\n}`;
}

function printObject(draft: Draft, object: DraftObject, subgraph: number): string {
  const interfaces = draft.interfaces
    .filter((type) => typesBehind(type, subgraph).includes(object.name))
    .map(({ name }) => name);
  const implementing = interfaces.length === 0 ? '' : ` implements ${interfaces.join(' & ')}`;
  const fields = fieldsIn(object.fields, subgraph);
  if (object.kind === 'entity') {
    const keys = keyNamesIn(object, subgraph).map((name) => keyFields[name as keyof typeof keyFields]);
    return block(`type ${object.name}${implementing}${printKeys(object, subgraph)}`, [...keys, ...fields]);
  }
  return isHome(object, subgraph) ? block(`type ${object.name}${implementing}`, fields) : '';
}

function printKeys({ keys, stubs }: DraftEntity, subgraph: number): string {
  const own = (keys.get(subgraph) ?? []).map((fields) => ` @key(fields: "${fields}")`);
  const stub = stubs.get(subgraph);
  return own.join('') + (stub === undefined ? '' : ` @key(fields: "${stub}", resolvable: false)`);
}

function fieldsIn(fields: readonly DraftField[], subgraph: number): readonly string[] {
  return fields.flatMap((field) => printField(field, subgraph) ?? []);
}

function printField(field: DraftField, subgraph: number): string | undefined {
  const { name, args, owners, requires, overrides, provides } = field;
  const type = field.strictIn.includes(subgraph) ? field.strictType : field.type;
  const head = `${name}${args.length === 0 ? '' : `(${args.join(', ')})`}: ${type}`;
  if (overrides === subgraph) return field.isProvided ? `${head} @shareable` : head;
  if (!owners.includes(subgraph)) return field.externalIn.has(subgraph) ? `${head} @external` : undefined;
  const provided = provides.get(subgraph);
  return [
    head,
    ...(owners.length > 1 || field.isProvided ? ['@shareable'] : []),
    ...(requires === undefined ? [] : [`@requires(fields: "${requires}")`]),
    ...(provided === undefined ? [] : [`@provides(fields: "${provided}")`]),
    ...(overrides === undefined ? [] : [`@override(from: "s${overrides}")`]),
  ].join(' ');
}

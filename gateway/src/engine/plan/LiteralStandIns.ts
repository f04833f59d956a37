import {
  BREAK,
  Kind,
  print,
  visit,
  type ASTVisitor,
  type DocumentNode,
  type FloatValueNode,
  type IntValueNode,
  type ListValueNode,
  type ObjectValueNode,
  type StringValueNode,
  type ValueNode,
  type VariableNode,
} from 'graphql';
import { unusedMark } from './unusedMark.js';

type Literal = StringValueNode | IntValueNode | FloatValueNode | ListValueNode | ObjectValueNode;

/** Lists and objects within each other that the planner is given: it (0.0.38) counts them with the fields around them. */
const deepest = 8;

/**
 * Something short in the place of literals of which the planner (0.0.38) makes others: it writes a backspace as `\u0010`,
 * reads numbers as 64 bits (a custom scalar may have more), sorts the members of objects and refuses what is deeply
 * nested. Plans do not depend on what a literal says, only on whether two say the same and on the variables in it: so
 * a list of its number and its variables stands for it.
 */
export class LiteralStandIns {
  /** The document as the planner gets it. */
  readonly document: DocumentNode;
  readonly #mark: string;
  readonly #texts: string[] = [];
  readonly #positions = new Map<string, number>();

  constructor(document: DocumentNode) {
    const isNeeded = hasOne(document);
    this.#mark = isNeeded ? unusedMark(print(document), '_literal_') : '';
    this.document = isNeeded ? this.#replaced(document) : document;
  }

  /** A planned query with the literals themselves. */
  restored(query: string): string {
    if (this.#texts.length === 0) return query;
    const standIn = new RegExp(`\\["${this.#mark}(\\d+)"[^\\]]*\\]`, 'g');
    return query.replace(standIn, (all, position: string) => this.#texts[Number(position)] ?? all);
  }

  #replaced(document: DocumentNode): DocumentNode {
    const replace = (node: Literal) => (mustStand(node) ? this.#standInFor(node) : undefined);
    return visit(document, visitorOf(replace));
  }

  #standInFor(node: Literal): ListValueNode {
    const text = print(node.kind === Kind.STRING ? { ...node, block: false } : node);
    const position = this.#positions.get(text) ?? this.#texts.push(text) - 1;
    this.#positions.set(text, position);
    const number: StringValueNode = { kind: Kind.STRING, value: `${this.#mark}${position}` };
    return { kind: Kind.LIST, values: [number, ...variablesOf(node)] };
  }
}

function hasOne(document: DocumentNode): boolean {
  let isFound = false;
  const look = (node: Literal) => {
    if (!mustStand(node)) return undefined;
    isFound = true;
    return BREAK;
  };
  visit(document, visitorOf(look));
  return isFound;
}

/** A stand-in is a list itself, with a text in it: neither has to stand for anything. */
function visitorOf(each: (node: Literal) => unknown): ASTVisitor {
  return { StringValue: each, IntValue: each, FloatValue: each, ListValue: each, ObjectValue: each };
}

function mustStand(node: Literal): boolean {
  switch (node.kind) {
    case Kind.STRING:
      return node.value.includes('\b');
    case Kind.INT:
    case Kind.FLOAT:
      return String(Number(node.value)) !== node.value || !isExact(node);
    case Kind.LIST:
    case Kind.OBJECT:
      return depthOf(node) > deepest || !isSorted(node);
  }
}

function isExact({ kind, value }: IntValueNode | FloatValueNode): boolean {
  return kind === Kind.FLOAT || Number.isSafeInteger(Number(value));
}

function isSorted(node: ListValueNode | ObjectValueNode): boolean {
  if (node.kind === Kind.LIST) return true;
  const names = node.fields.map(({ name }) => name.value);
  return names.every((name, position) => position === 0 || name > (names[position - 1] ?? ''));
}

function depthOf(value: ValueNode): number {
  if (value.kind === Kind.LIST) return 1 + Math.max(0, ...value.values.map(depthOf));
  if (value.kind === Kind.OBJECT)
    return 1 + Math.max(0, ...value.fields.map((field) => depthOf(field.value)));
  return 0;
}

function variablesOf(value: ValueNode): readonly VariableNode[] {
  const variables: VariableNode[] = [];
  visit(value, { Variable: (node) => void variables.push(node) });
  return variables;
}

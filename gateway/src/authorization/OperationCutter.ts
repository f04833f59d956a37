import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentOn } from '../engine/operation/fragmentOn.js';
import { OperationTooLargeError } from '../engine/operation/plannedDocument.js';
import { isDenied, type AuthorizationRules } from './AuthorizationRules.js';
import type { DeniedSelection } from './DeniedField.js';

/** Where a selection stands: the type it is written for, and the object types it can be about. */
interface Scope {
  readonly type: GraphQLCompositeType;
  readonly possible: readonly string[];
  /** Whether the type of the object is known only once there is one. */
  readonly isOpen: boolean;
}

/** What remains of something selected; no selections when all of it is denied or about no object. */
interface Cut {
  readonly selections: readonly SelectionNode[];
  readonly denied: readonly DeniedSelection[];
}

/** Most denied selections kept. */
const deniedLimit = 1_000;
/** Most selections looked at: fields that some objects of an interface deny are written out for the others. */
const selectionLimit = 20_000;

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Cuts one operation for one set of conditions that are not met. Serves once. */
export class OperationCutter {
  /** Named fragments that what remains uses. */
  readonly fragments = new Map<string, FragmentDefinitionNode>();
  readonly withheld = new Set<string>();
  readonly #parts: OperationCutterParts;
  readonly #spreads = new Map<string, { readonly name: string | undefined; readonly cut: Cut }>();
  #selections = 0;

  constructor(parts: OperationCutterParts) {
    this.#parts = parts;
  }

  /** Cuts the selections of an object. Where nothing is left, `__typename` is, so that its nulls stay known. */
  cut(
    node: SelectionSetNode,
    type: GraphQLCompositeType,
  ): { readonly selectionSet: SelectionSetNode; readonly denied: readonly DeniedSelection[] } {
    const { selections, denied } = withSome(
      this.#each(node, { type, possible: this.#possibleTypes(type), isOpen: isAbstractType(type) }),
    );
    return { selectionSet: like(node, selections), denied };
  }

  #each({ selections }: SelectionSetNode, scope: Scope): Cut {
    return combine(selections.map((selection) => this.#selection(selection, scope)));
  }

  #selection(node: SelectionNode, scope: Scope): Cut {
    if (++this.#selections > selectionLimit) throw new OperationTooLargeError();
    switch (node.kind) {
      case Kind.FIELD:
        return this.#field(node, scope);
      case Kind.INLINE_FRAGMENT:
        return this.#inlineFragment(node, scope);
      case Kind.FRAGMENT_SPREAD:
        return this.#spread(node, scope);
    }
  }

  #field(node: FieldNode, { type, possible, isOpen }: Scope): Cut {
    const name = node.name.value;
    if (name.startsWith('__')) return { selections: [node], denied: [] };
    const denying = possible.filter((each) => this.#isDenied(each, name));
    if (denying.length === 0) return this.#allowed(node, type);
    const others = possible.filter((each) => !denying.includes(each));
    // Which null is for whom depends on the type of the object.
    const told = isOpen ? [onlyTypename] : [];
    return combine([this.#denied(node, denying), ...told, ...this.#onEach(node, others)]);
  }

  /** Nothing of the field, and the error it gets. Types that clients cannot see are not named. */
  #denied(node: FieldNode, types: readonly string[]): Cut {
    const name = node.name.value;
    for (const owner of types.flatMap((type) => [type, ...(this.#parts.rules.interfaces.get(type) ?? [])]))
      this.withheld.add(`${owner}.${name}`);
    const coordinates = types.filter((type) => this.#isVisible(type)).map((type) => `${type}.${name}`);
    const denial = { path: [(node.alias ?? node.name).value], coordinates, conditional: conditional(node) };
    return { selections: [], denied: coordinates.length === 0 ? [] : [denial] };
  }

  /** The field on each of some types. */
  #onEach(node: FieldNode, types: readonly string[]): readonly Cut[] {
    const visible = types.map((name) => this.#parts.schema.getType(name)).filter(isObjectType);
    return visible.map((type) => {
      const { selections, denied } = this.#allowed(node, type);
      return { selections: [fragmentOn(type.name, selections)], denied };
    });
  }

  /** The field, with what is allowed of its selections. */
  #allowed(node: FieldNode, parent: GraphQLCompositeType): Cut {
    const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
    const type = field && getNamedType(field.type);
    if (node.selectionSet === undefined || !isCompositeType(type)) return { selections: [node], denied: [] };
    const { selectionSet, denied } = this.cut(node.selectionSet, type);
    const selection = selectionSet === node.selectionSet ? node : { ...node, selectionSet };
    const key = (node.alias ?? node.name).value;
    return {
      selections: [selection],
      denied: within(node, denied).map((denial) => ({ ...denial, path: [key, ...denial.path] })),
    };
  }

  #inlineFragment(node: InlineFragmentNode, scope: Scope): Cut {
    const inner = this.#narrowed(scope, node.typeCondition?.name.value);
    if (inner.possible.length === 0) return nothing;
    const { selections, denied } = this.#each(node.selectionSet, inner);
    const selectionSet = like(node.selectionSet, selections);
    const kept = selectionSet === node.selectionSet ? node : { ...node, selectionSet };
    return { selections: selections.length === 0 ? [] : [kept], denied: within(node, denied) };
  }

  #spread(node: FragmentSpreadNode, scope: Scope): Cut {
    const fragment = this.#parts.fragments.get(node.name.value);
    if (fragment === undefined) return nothing;
    const inner = this.#narrowed(scope, fragment.typeCondition.name.value);
    if (inner.possible.length === 0) return nothing;
    const key = `${node.name.value} ${inner.isOpen} ${inner.possible.join(' ')}`;
    const known = this.#spreads.get(key) ?? this.#cutFragment(fragment, inner);
    this.#spreads.set(key, known);
    const { name, cut } = known;
    const kept = name === node.name.value ? node : { ...node, name: { ...node.name, value: name ?? '' } };
    return { selections: name === undefined ? [] : [kept], denied: within(node, cut.denied) };
  }

  /** Cuts a fragment for the objects it can be about in one place; it gets a name of its own where it differs. */
  #cutFragment(
    fragment: FragmentDefinitionNode,
    scope: Scope,
  ): { readonly name: string | undefined; readonly cut: Cut } {
    const cut = this.#each(fragment.selectionSet, scope);
    if (cut.selections.length === 0) return { name: undefined, cut };
    const selectionSet = like(fragment.selectionSet, cut.selections);
    if (selectionSet === fragment.selectionSet) {
      this.fragments.set(fragment.name.value, fragment);
      return { name: fragment.name.value, cut };
    }
    const name = this.#freeName(fragment.name.value);
    this.fragments.set(name, { ...fragment, name: { ...fragment.name, value: name }, selectionSet });
    return { name, cut };
  }

  #freeName(original: string): string {
    for (let number = 1; ; number++) {
      const name = `${original}_${number}`;
      if (!this.#parts.fragments.has(name) && !this.fragments.has(name)) return name;
    }
  }

  #narrowed({ type, possible, isOpen }: Scope, condition: string | undefined): Scope {
    const narrower = condition === undefined ? type : this.#parts.schema.getType(condition);
    if (!isCompositeType(narrower)) return { type, possible: [], isOpen };
    const members = new Set(this.#possibleTypes(narrower));
    return { type: narrower, possible: possible.filter((each) => members.has(each)), isOpen };
  }

  #possibleTypes({ name }: GraphQLCompositeType): readonly string[] {
    return this.#parts.rules.members.get(name) ?? [name];
  }

  #isDenied(type: string, field: string): boolean {
    const rule = this.#parts.rules.fields.get(`${type}.${field}`);
    return rule !== undefined && isDenied(rule, this.#parts.unmet);
  }

  #isVisible(type: string): boolean {
    return this.#parts.schema.getType(type) !== undefined;
  }
}

export interface OperationCutterParts {
  readonly schema: GraphQLSchema;
  readonly rules: AuthorizationRules;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly unmet: ReadonlySet<number>;
}

const nothing: Cut = { selections: [], denied: [] };

const onlyTypename: Cut = { selections: [typename], denied: [] };

function withSome(cut: Cut): Cut {
  return cut.selections.length === 0 ? { ...cut, selections: [typename] } : cut;
}

function combine(cuts: readonly Cut[]): Cut {
  return {
    selections: cuts.flatMap(({ selections }) => selections),
    denied: cuts.flatMap(({ denied }) => denied).slice(0, deniedLimit),
  };
}

/** The selection set itself when it has these selections already. */
function like(node: SelectionSetNode, selections: readonly SelectionNode[]): SelectionSetNode {
  const isSame =
    node.selections.length === selections.length &&
    node.selections.every((selection, index) => selection === selections[index]);
  return isSame ? node : { ...node, selections };
}

function conditional(node: SelectionNode): readonly SelectionNode[] {
  return node.directives === undefined || node.directives.length === 0 ? [] : [node];
}

/** Denied selections that are only there when what is around them is. */
function within(node: SelectionNode, denied: readonly DeniedSelection[]): readonly DeniedSelection[] {
  const around = conditional(node);
  return around.length === 0
    ? denied
    : denied.map((denial) => ({ ...denial, conditional: [...around, ...denial.conditional] }));
}

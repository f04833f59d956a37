import { isUnionType, type GraphQLCompositeType, type SelectionSetNode } from 'graphql';
import type { FieldCollector } from '../../engine/operation/FieldCollector.js';
import type { FieldGroup } from '../../engine/operation/FieldGroup.js';
import { argumentsCost } from './argumentsCost.js';
import type { CostedField } from './CostedField.js';
import type { CostModel, SizedField } from './CostModel.js';
import { fieldCost, itemCost, type CostField, type CostObject, type CostPlace } from './CostPlace.js';
import { CostProgram, saturated, type Amount } from './CostProgram.js';
import type { FieldRule, FieldRules } from './FieldRules.js';
import { sizeAmount } from './sizeAmount.js';

export interface CostCompilation {
  readonly model: CostModel;
  readonly rules: FieldRules;
  /** Length of lists that nothing is known of. */
  readonly listSize: number;
}

/** Most fields looked at for one operation. Whatever has more costs the most there is. */
const fieldLimit = 10_000;
/** Deepest nesting looked at. */
const depthLimit = 250;

/** Sizes that a field's `@listSize(sizedFields:)` gives to fields below it. */
interface Inheritance {
  readonly id: number;
  readonly fields: ReadonlyMap<string, SizedField>;
  readonly size: Amount | undefined;
}

interface Spot {
  readonly type: GraphQLCompositeType;
  readonly inheritance: Inheritance;
  readonly depth: number;
}

interface Costed extends CostedField {
  readonly rule: FieldRule;
}

const noInheritance: Inheritance = { id: 0, fields: new Map(), size: undefined };
const unknownPlace: CostPlace = { type: '', fields: [], cost: Number.MAX_SAFE_INTEGER };

/**
 * Compiles the selections of one operation. Those that responses merge count once; the same selections on the same
 * type are compiled once, however many fragments lead there.
 */
export class CostCompiler {
  readonly program = new CostProgram();
  readonly #compilation: CostCompilation;
  readonly #collector: FieldCollector;
  readonly #places = new Map<string, CostPlace>();
  readonly #ids = new Map<SelectionSetNode, number>();
  #inheritances = 0;
  #fields = 0;

  constructor(compilation: CostCompilation, collector: FieldCollector) {
    this.#compilation = compilation;
    this.#collector = collector;
  }

  root(selectionSet: SelectionSetNode, type: GraphQLCompositeType): CostPlace {
    return this.#place([selectionSet], { type, inheritance: noInheritance, depth: 0 });
  }

  #place(selectionSets: readonly SelectionSetNode[], spot: Spot): CostPlace {
    const key = this.#keyOf(selectionSets, spot);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#compile(selectionSets, spot);
    this.#places.set(key, place);
    return place;
  }

  #keyOf(selectionSets: readonly SelectionSetNode[], { type, inheritance }: Spot): string {
    const ids = selectionSets.map((node) => {
      const id = this.#ids.get(node) ?? this.#ids.size;
      this.#ids.set(node, id);
      return id;
    });
    return `${[...new Set(ids)].sort().join()} ${type.name} ${inheritance.id}`;
  }

  #compile(selectionSets: readonly SelectionSetNode[], spot: Spot): CostPlace {
    if (spot.depth > depthLimit || this.#fields > fieldLimit) return unknownPlace;
    const groups = this.#collector.fieldsOf(selectionSets, spot.type);
    this.#fields += groups.length;
    if (this.#fields > fieldLimit) return unknownPlace;
    const compiled = groups.map((group) => this.#group(group, spot));
    const cost = this.program.sum(compiled.map((field) => field.cost));
    return { type: spot.type.name, fields: compiled.map(({ field }) => field), cost };
  }

  #group(group: FieldGroup, spot: Spot): { readonly field: CostField; readonly cost: Amount } {
    const costed = this.#costed(group, spot.type);
    if (costed === undefined) return { field: freeField(group), cost: 0 };
    const { rule } = costed;
    const { weight, levels } = rule;
    const { count, inheritance } = this.#list(costed, spot.inheritance);
    const objects = this.#objects(group, rule, { inheritance, depth: spot.depth + 1 });
    const given = argumentsCost(this.program, this.#compilation.model, costed);
    const field = { key: group.key, isTypename: false, weight, arguments: given, levels, objects };
    return { field, cost: this.#cost(field, count) };
  }

  #costed({ name, nodes: [node] }: FieldGroup, type: GraphQLCompositeType): Costed | undefined {
    if (isUnionType(type)) return undefined;
    const rule = this.#compilation.rules.ruleOf(type, name);
    return rule && { parent: type, definition: rule.definition, node, rule };
  }

  #cost({ weight, objects = [], arguments: given }: CostField, count: Amount): Amount {
    const { program } = this;
    const items = objects.map((object) =>
      program.combine([object.weight, object.place.cost], (own, selections) => itemCost(own, selections)),
    );
    const all = program.product(count, program.greatest([Math.max(0, weight), ...items]));
    return program.combine([all, given], (objectCosts, inputs) => fieldCost(objectCosts, inputs));
  }

  #objects(
    group: FieldGroup,
    { objects }: FieldRule,
    below: Omit<Spot, 'type'>,
  ): readonly CostObject[] | undefined {
    if (objects === undefined) return undefined;
    const selectionSets = group.nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return objects.map(({ type, weight }) => ({
      weight,
      place: this.#place(selectionSets, { ...below, type }),
    }));
  }

  /** How many items a field has, and the sizes it passes on. */
  #list(
    field: Costed,
    { fields, size: inherited }: Inheritance,
  ): { readonly count: Amount; readonly inheritance: Inheritance } {
    const { listSize: standard } = this.#compilation;
    const { definition, rule } = field;
    const { listSize: directive, levels } = rule;
    const own = directive && sizeAmount(this.program, directive, { ...field, standard });
    const from = fields.get(definition.name);
    const count = this.#count(levels, from?.isSized === true ? inherited : own);
    const isPassing = directive !== undefined && directive.sizedFields.size > 0;
    const inheritance = isPassing
      ? this.#inherit(directive.sizedFields, own)
      : this.#inherit(from?.below, inherited);
    return { count, inheritance };
  }

  #inherit(fields: ReadonlyMap<string, SizedField> | undefined, size: Amount | undefined): Inheritance {
    if (fields === undefined || fields.size === 0) return noInheritance;
    return { id: ++this.#inheritances, fields, size };
  }

  /** Lists within lists are as long as those that nothing is known of. */
  #count(levels: number, size: Amount | undefined): Amount {
    const { listSize } = this.#compilation;
    if (levels === 0) return 1;
    return this.program.product(size ?? listSize, saturated(listSize ** (levels - 1)));
  }
}

function freeField({ key, name }: FieldGroup): CostField {
  return { key, isTypename: name === '__typename', weight: 0, arguments: 0, levels: 0, objects: undefined };
}

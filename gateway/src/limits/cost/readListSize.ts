import { Kind, parse, type ConstDirectiveNode, type SelectionSetNode } from 'graphql';
import type { ListSize, SizedField } from './CostModel.js';
import { argumentsOf } from './costDirectiveNames.js';

/** Reads one `@listSize`. What is malformed counts as not said. */
export function readListSize(directive: ConstDirectiveNode): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = argumentsOf(directive);
  return {
    assumedSize: typeof assumedSize === 'number' && assumedSize >= 0 ? assumedSize : undefined,
    slicingArguments: stringsIn(slicingArguments).map((path) => path.split('.')),
    sizedFields: new Map(stringsIn(sizedFields).flatMap((text) => [...readFieldSet(text)])),
    requiresOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

function stringsIn(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return values.filter((entry) => typeof entry === 'string');
}

/** `edges`, or deeper: `results { page }`. */
function readFieldSet(text: string): ReadonlyMap<string, SizedField> {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? fieldsOf(definition.selectionSet) : new Map();
}

function fieldsOf({ selections }: SelectionSetNode): ReadonlyMap<string, SizedField> {
  const fields = selections.filter((node) => node.kind === Kind.FIELD);
  return new Map(
    fields.map(({ name, selectionSet }) => [
      name.value,
      selectionSet === undefined
        ? { isSized: true, below: new Map() }
        : { isSized: false, below: fieldsOf(selectionSet) },
    ]),
  );
}

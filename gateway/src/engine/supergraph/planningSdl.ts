import {
  Kind,
  print,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
} from 'graphql';
import { withStandInTypes } from '../plan/staging/standInTypes.js';
import { orderedKeys } from './orderedKeys.js';

/** A supergraph as the planner gets it. */
export interface PlanningSdl {
  readonly sdl: string;
  /** Subgraphs by the name the planner knows them by, where that is not their own. */
  readonly subgraphs: ReadonlyMap<string, string>;
}

/** Directives that say nothing about planning, but that the planner reads. */
const unneeded: ReadonlySet<string> = new Set(['cost', 'listSize']);

/** Comes after every name of a subgraph in the order of bytes. */
const last = '~';

/**
 * What the planner (0.0.38) is told. It reads costs as whole numbers that are not negative, and ends the process at any
 * other, be it a fraction, a string as the draft writes them, or another directive of that name: so it gets none. And it
 * finds no way from an interface object whose subgraph's name sorts before that of the interface: so those are last.
 * See {@link withStandInTypes} for what it is told besides, and {@link orderedKeys} for the order of keys.
 */
export function planningSdl(text: string, document: DocumentNode): PlanningSdl {
  const hasCosts = /@(?:cost|listSize)\b/.test(text);
  const graphs = graphsOfInterfaceObjects(document);
  const told = orderedKeys(withStandInTypes(document));
  if (!hasCosts && graphs.size === 0 && told === document) return { sdl: text, subgraphs: new Map() };
  const subgraphs = new Map<string, string>();
  const changed = visit(told, {
    [Kind.DIRECTIVE]: ({ name }) => (unneeded.has(name.value) ? null : undefined),
    [Kind.ENUM_VALUE_DEFINITION]: (value) =>
      graphs.has(value.name.value) ? renamed(value, subgraphs) : undefined,
  });
  return { sdl: print(changed), subgraphs };
}

function graphsOfInterfaceObjects(document: DocumentNode): ReadonlySet<string> {
  const graphs = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: (directive) => {
      if (directive.name.value !== 'join__type') return;
      const isObject = argumentOf(directive, 'isInterfaceObject');
      const graph = argumentOf(directive, 'graph');
      if (isObject?.kind === Kind.BOOLEAN && isObject.value && graph?.kind === Kind.ENUM)
        graphs.add(graph.value);
    },
  });
  return graphs;
}

function renamed(value: EnumValueDefinitionNode, subgraphs: Map<string, string>): EnumValueDefinitionNode {
  return visit(value, {
    [Kind.ARGUMENT]: (argument) => {
      if (argument.name.value !== 'name' || argument.value.kind !== Kind.STRING) return undefined;
      const planned = last + argument.value.value;
      subgraphs.set(planned, argument.value.value);
      return { ...argument, value: { ...argument.value, value: planned } };
    },
  });
}

function argumentOf(directive: Pick<DirectiveNode, 'arguments'>, name: string) {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

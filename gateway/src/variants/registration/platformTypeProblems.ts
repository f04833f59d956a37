import { Kind, print, type DocumentNode } from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';
import { keysOf, plainName, topFieldsOf, type PlatformType, type PlatformTypes } from './platformTypes.js';
import { fieldsOf, interfacesOf, typeNodesOf, type TypeNode } from './schemaElements.js';

const roots: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * A community may add fields to the platform's entities, found by the platform's own keys, and fields to the root types.
 * It may not touch anything else of the platform: neither shadow a field, nor read one that is no key, nor change a type.
 */
export function platformTypeProblems(
  document: DocumentNode,
  platform: PlatformTypes,
): readonly VariantProblem[] {
  return typeNodesOf(document).flatMap((node) => {
    const type = platform.get(node.name.value);
    if (roots.has(node.name.value)) return rootProblems(node, type);
    return type === undefined ? [] : typeProblems(node, type);
  });
}

function rootProblems(node: TypeNode, type: PlatformType | undefined): readonly VariantProblem[] {
  const { value: name } = node.name;
  const shadowing = fieldsOf(node).filter((field) => type?.fields.has(field.name.value) === true);
  return [
    ...(node.directives?.length ? [changes(name, `the type ${name}`)] : []),
    ...shadowing.map((field) => shadows(`${name}.${field.name.value}`)),
  ];
}

function typeProblems(node: TypeNode, type: PlatformType): readonly VariantProblem[] {
  const { value: name } = node.name;
  if (type.kind === 'scalar' && node.kind === Kind.SCALAR_TYPE_DEFINITION)
    return node.directives?.length ? [changes(name, `the scalar ${name}`)] : [];
  const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
  if (!isObject || type.kind !== 'object' || type.keys.size === 0) return [changes(name, `the type ${name}`)];
  return [...entityProblems(node, type), ...fieldProblems(node, type)];
}

function entityProblems(node: TypeNode, type: PlatformType): readonly VariantProblem[] {
  const { value: name } = node.name;
  const foreign = (node.directives ?? []).filter(
    (directive) => !['key', 'extends'].includes(plainName(directive.name.value)),
  );
  const unknownKeys = keysOf(node.directives ?? []).filter((key) => !type.keys.has(key));
  return [
    ...foreign.map((directive) => changes(name, `the type ${name} with @${directive.name.value}`)),
    ...interfacesOf(node).map((parent) => changes(name, `what ${name} implements (${parent.name.value})`)),
    ...unknownKeys.map((key) => ({
      code: 'SUBGRAPH_KEY_UNKNOWN',
      coordinate: name,
      message: `${name} has no key "${key}" on the platform.`,
    })),
  ];
}

function fieldProblems(node: TypeNode, type: PlatformType): readonly VariantProblem[] {
  const keyFields = new Set([...type.keys].flatMap(topFieldsOf));
  return fieldsOf(node).flatMap((field) => {
    const coordinate = `${node.name.value}.${field.name.value}`;
    const names = (field.directives ?? []).map((directive) => plainName(directive.name.value));
    const known = type.fields.get(field.name.value);
    if (known === undefined) return names.includes('requires') ? [reads(coordinate)] : [];
    if (!keyFields.has(field.name.value)) return [shadows(coordinate)];
    const isSame = print(field.type) === known && names.every((name) => name === 'external');
    return isSame ? [] : [changes(coordinate, `the key ${coordinate}: it must be written as ${known}`)];
  });
}

function changes(coordinate: string, what: string): VariantProblem {
  const message = `The subgraph would change ${what}, which is the platform's.`;
  return { code: 'SUBGRAPH_CHANGES_PLATFORM', coordinate, message };
}

function shadows(coordinate: string): VariantProblem {
  const message = `${coordinate} is a field of the platform already.`;
  return { code: 'SUBGRAPH_SHADOWS_PLATFORM', coordinate, message };
}

function reads(coordinate: string): VariantProblem {
  const message = `${coordinate} would send data of the platform's ${coordinate.split('.')[0]} to the subgraph, not only its key.`;
  return { code: 'SUBGRAPH_READS_PLATFORM', coordinate, message };
}

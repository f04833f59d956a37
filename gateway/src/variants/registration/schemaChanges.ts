import { CriticalityLevel, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';

/** One difference between two public schemas. */
export interface SchemaChange {
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** What it means for apps that exist: they break, may behave differently, or notice nothing. */
  readonly severity: 'BREAKING' | 'DANGEROUS' | 'SAFE';
  /** `Type`, `Type.field`, `Type.field.argument`, `Enum.VALUE`; empty for the schema as a whole. */
  readonly coordinate: string;
  /** In words. */
  readonly message: string;
}

const severityOf: Readonly<Record<CriticalityLevel, SchemaChange['severity']>> = {
  [CriticalityLevel.Breaking]: 'BREAKING',
  [CriticalityLevel.Dangerous]: 'DANGEROUS',
  [CriticalityLevel.NonBreaking]: 'SAFE',
};

const severities: readonly SchemaChange['severity'][] = ['BREAKING', 'DANGEROUS', 'SAFE'];

/** Elements that come and go; a description that is added changes what it describes. */
const elementChange =
  /^(?:TYPE|FIELD|FIELD_ARGUMENT|INPUT_FIELD|ENUM_VALUE|UNION_MEMBER|OBJECT_TYPE_INTERFACE|DIRECTIVE|DIRECTIVE_ARGUMENT|DIRECTIVE_LOCATION)_(ADDED|REMOVED)$/;

/** What changes between two public schemas, the worst first, then by coordinate. */
export async function schemaChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
): Promise<readonly SchemaChange[]> {
  const changes = await diff(before, after);
  return changes
    .map(({ type, path = '', message, criticality }): SchemaChange => {
      const element = elementChange.exec(String(type))?.[1];
      return {
        kind: element === 'ADDED' || element === 'REMOVED' ? element : 'CHANGED',
        severity: severityOf[criticality.level],
        coordinate: path,
        message,
      };
    })
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        compare(a.coordinate, b.coordinate),
    );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

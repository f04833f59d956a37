/** What of an EntitySchema tells its columns. */
interface EntityDescription {
  readonly meta: { readonly tableName: string; readonly properties: object };
}

/**
 * The columns of an entity's table under the names of its properties, for statements that bypass MikroORM: a row read
 * with them is the entity's record.
 */
export function columnsOf({ meta }: EntityDescription): string {
  const table = meta.tableName;
  return Object.keys(meta.properties)
    .map((property) => `${table}.${columnOf(property)} as "${property}"`)
    .join(', ');
}

/** MikroORM's default naming. */
function columnOf(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

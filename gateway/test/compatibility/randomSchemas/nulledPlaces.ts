/** An error as far as it says where. */
interface Located {
  readonly path?: readonly (string | number)[] | undefined;
}

/**
 * The nulls that errors explain, sorted, once each. Which of several errors below one null is told is open, and so is whether
 * it is told where it happened or where it shows; which nulls they stand for is not. An error beside a value is itself.
 */
export function nulledPlaces(data: unknown, errors: readonly Located[] = []): readonly string[] {
  return [...new Set(errors.map(({ path = [] }) => nulledPlace(data, path)))].sort();
}

function nulledPlace(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null) return path.slice(0, index).join('.');
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value === null ? path.join('.') : `${path.join('.')} is no null`;
}

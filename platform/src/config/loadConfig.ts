import type { z } from 'zod';

/** Thrown when the environment does not fit a service's configuration. Names variables, never their values. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
}

/**
 * Parses the environment with a service's schema, once, and freezes the answer.
 * Empty variables count as absent. Throws a {@link ConfigError} that names each missing or malformed variable.
 */
export function loadConfig<Shape extends z.ZodObject>(
  schema: Shape,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<z.infer<Shape>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const complaints = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? '');
    const problem = name in given ? message : 'is missing';
    const documentation = (schema.shape as Record<string, z.ZodType | undefined>)[name]?.description;
    return `${name} ${problem}${documentation === undefined ? '' : ` (${documentation})`}`;
  });
  throw new ConfigError(`The configuration is not complete:\n  ${complaints.join('\n  ')}`);
}

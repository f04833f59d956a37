import { z } from 'zod';
import { errors } from '../errors.js';

const jsonObjectSchema = z.record(z.string(), z.unknown());

const parametersSchema = z.object({
  query: z.string().min(1).nullish(),
  documentId: z.string().min(1).max(256).nullish(),
  operationName: z.string().nullish(),
  variables: jsonObjectSchema.nullish(),
  extensions: jsonObjectSchema.nullish(),
});

/** A GraphQL request over HTTP. Which document it asks for, by text or by name, documentRequest finds out. */
export type GraphqlParameters = z.infer<typeof parametersSchema>;

/** Reads the body of a POST. Throws BAD_REQUEST saying what is wrong with it. */
export function parametersOfBody(body: unknown): GraphqlParameters {
  if (Array.isArray(body))
    throw errors.BAD_REQUEST({ problem: 'Send one operation a request: batches are not taken.' });
  return parse(body);
}

/** Reads the query string of a GET. Throws BAD_REQUEST saying what is wrong with it. */
export function parametersOfQuery(query: unknown): GraphqlParameters {
  const { variables, extensions, ...others } = jsonObjectSchema.parse(query);
  return parse({
    ...others,
    variables: fromJson('variables', variables),
    extensions: fromJson('extensions', extensions),
  });
}

function parse(value: unknown): GraphqlParameters {
  const parsed = parametersSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].filter(
    (name) => name !== '',
  );
  const problem =
    names.length === 0
      ? 'The body must be a JSON object with a query.'
      : `Missing or malformed: ${names.join(', ')}.`;
  throw errors.BAD_REQUEST({ problem });
}

function fromJson(name: string, text: unknown): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    if (typeof text !== 'string') throw new TypeError(`${name} was given several times`);
    return JSON.parse(text);
  } catch {
    throw errors.BAD_REQUEST({ problem: `Missing or malformed: ${name}.` });
  }
}

import { buildSchema, GraphQLError, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { gatewayConfigSchema } from '../../src/config.js';
import type { JsonObject } from '../../src/engine/jsonObject.js';
import { checkInputs } from '../../src/limits/checkInputs.js';
import { configuredLimits } from '../../src/limits/configuredLimits.js';

const schema = buildSchema(`
  scalar Json
  enum Colour { RED }
  input Three { name: String in: Three all: [Three!] }
  type Query { id(number: Int): ID }`);
const standard = configuredLimits(gatewayConfigSchema.parse({ PASSPORT_PRIVATE_JWK: 'none' }));

function answer(type: string, value: unknown, { most = 9, introspection = true } = {}): unknown {
  const [operation] = parse(`query ($v: ${type}) { id }`).definitions as [OperationDefinitionNode];
  const limits = {
    ...standard,
    operation: { ...standard.operation, introspection },
    variables: { ...standard.variables, fields: most },
  };
  const variables: JsonObject = { v: value };
  try {
    checkInputs(schema, { operation }, { variables, limits });
    return 'accepted';
  } catch (error) {
    return error instanceof GraphQLError ? (error.extensions.code ?? error.message) : error;
  }
}

describe('the fields of input objects in variables', () => {
  it.each([
    ['three objects, each of three fields', '[Three]', [{}, {}, {}], 'accepted'],
    ['one object more', '[Three]', [{}, {}, {}, {}], 'TOO_MANY_INPUT_FIELDS'],
    ['objects in objects', 'Three!', { in: { in: {} } }, 'accepted'],
    ['one more in an object', 'Three!', { in: { in: { in: {} } } }, 'TOO_MANY_INPUT_FIELDS'],
    ['one more in a list', '[Three!]!', [{ all: [{}, {}, {}] }], 'TOO_MANY_INPUT_FIELDS'],
    ['one object where a list may be', '[Three]', {}, 'accepted'],
    ['an object of as many fields as its type', 'Three', { name: 1, in: 2, x: 3 }, 'accepted'],
    ['an object of more fields than its type', 'Three', { a: 1, b: 2, c: 3, d: 4 }, 'BAD_USER_INPUT'],
    ['an object for a number', 'Int', { a: 1 }, 'BAD_USER_INPUT'],
    ['an object for a value of an enum', '[Colour]', [{ a: 1 }], 'BAD_USER_INPUT'],
    ['any object for a scalar that may be one', 'Json', { a: { b: [{ c: 1 }] } }, 'accepted'],
    ['a type that is not there', 'Nothing', { a: 1 }, 'accepted'],
    ['null', 'Three', null, 'accepted'],
  ])('count: %s', (...[, type, value, code]) => {
    expect(answer(type, value)).toBe(code);
  });

  it('are refused without a suggestion where nobody may ask for the schema', () => {
    expect(answer('Three', { nam: 'x' })).toBe('accepted');
    const message = answer('Three', { nam: 'x' }, { introspection: false });
    expect(message).toContain('"nam" is not defined');
    expect(message).not.toContain('name');
    expect(answer('Three', { name: 'x' }, { introspection: false })).toBe('accepted');
  });
});

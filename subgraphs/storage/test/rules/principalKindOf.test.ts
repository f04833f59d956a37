import { newId } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { principalKindOf } from '../../src/rules/principalKindOf.js';

it.each([
  [newId('person'), 'PERSON'],
  [newId('device'), 'DEVICE'],
  [newId('apiKey'), 'SERVICE'],
  ['compute', 'SERVICE'],
  ['', 'SERVICE'],
])('a capability given to %s was given to a %s', (subject, kind) => {
  expect(principalKindOf(subject)).toBe(kind);
});

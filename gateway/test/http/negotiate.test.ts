import { describe, expect, it } from 'vitest';
import { negotiate } from '../../src/http/negotiate.js';

const modern = 'application/graphql-response+json';

describe('the answer type', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    [modern, modern],
    [`application/json, ${modern}`, 'application/json'],
    [`application/json;q=0.5, ${modern}`, modern],
    [`${modern};q=0.1, application/json;q=0.9`, 'application/json'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/json; charset=latin1', undefined],
    ['application/json;q=0', undefined],
    ['text/event-stream', 'text/event-stream'],
    ['TEXT/EVENT-STREAM, */*;q=0.1', 'text/event-stream'],
    ['text/html', undefined],
    ['text/html, */*;q=0.8', 'application/json'],
  ])('of %j is %j', (accept, type) => {
    expect(negotiate(accept)).toBe(type);
  });
});

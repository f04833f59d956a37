import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { directiveNames } from '../../src/authorization/directiveNames.js';

const namesIn = (links: string) =>
  Object.fromEntries(directiveNames(parse(`schema ${links} { query: Query }`)));
const usual = { authenticated: 'authenticated', requiresScopes: 'scopes', policy: 'policies' };

describe('names of authorization directives', () => {
  it.each([
    ['without links, are the usual ones', '', usual],
    [
      'as composition links them',
      '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
      { ...usual, authenticated__authenticated: 'authenticated' },
    ],
    [
      'under another namespace',
      '@link(url: "https://specs.apollo.dev/policy/v0.1", as: "rule")',
      {
        authenticated: 'authenticated',
        requiresScopes: 'scopes',
        rule: 'policies',
        rule__policy: 'policies',
      },
    ],
    [
      'imported under another name',
      '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@needs" }])',
      { ...usual, requiresScopes__requiresScopes: 'scopes', needs: 'scopes' },
    ],
    [
      'imported from federation itself',
      '@link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@policy", { name: "@authenticated", as: "@signedIn" }])',
      {
        ...usual,
        signedIn: 'authenticated',
        federation__authenticated: 'authenticated',
        federation__requiresScopes: 'scopes',
        federation__policy: 'policies',
      },
    ],
    [
      'are not those another specification has taken',
      '@link(url: "https://specs.example.com/policy/v1.0") @link(url: "https://specs.example.com/other/v1.0", import: ["@authenticated"])',
      { requiresScopes: 'scopes' },
    ],
    ['whatever else the schema says', '@other(a: 1) @link(url: 7) @link(as: "policy")', usual],
  ])('%s', (_, links, expected) => {
    expect(namesIn(links)).toEqual(expected);
  });
});

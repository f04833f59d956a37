import { describe, expect, it } from 'vitest';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import { composeSubgraphs, testSupergraph } from '../engine/testSupergraph.js';
import { summary } from './denialSummary.js';
import { grantsFor } from './grants.js';
import { officeSubgraphs } from './officeSubgraphs.js';

let grants: Grants = nobody;
const settings = { grants: () => grants };

describe('supergraphs that composition would not write today', () => {
  const edited = (edit: (supergraph: string) => string) =>
    testSupergraph(officeSubgraphs, { ...settings, supergraph: edit(composeSubgraphs(officeSubgraphs)) });
  const scopes = ' @requiresScopes(scopes: [["pay:read", "staff:read"], ["admin"]])';

  it('deny a field for the protected fields it requires, also indirectly', async () => {
    const office = edited((text) =>
      text.replace(new RegExp(`((?:bonus|tax): .*)${escaped(scopes)}`, 'g'), '$1'),
    );
    grants = nobody;
    expect(summary(await office.run('{ me { bonus tax } }'))).toEqual({
      data: { me: { bonus: null, tax: null } },
      denied: ['me.bonus: Person.bonus', 'me.tax: Person.tax'],
    });
    grants = grantsFor({ scopes: ['admin'] });
    expect(summary(await office.run('{ me { bonus tax } }'))).toEqual({
      data: { me: { bonus: 98, tax: 24.5 } },
      denied: [],
    });
  });

  it('protect every object of an interface that demands more than its objects do', async () => {
    const office = edited((text) =>
      text.replace(/interface Node .*\{/, (line) => line.replace('{', '@policy(policies: [["inside"]]) {')),
    );
    grants = grantsFor({ scopes: ['files:read'] });
    expect(summary(await office.run('{ me { name } node(id: "r1") { __typename } open }'))).toEqual({
      data: { me: null, node: null, open: 'open' },
      denied: ['me: Query.me', 'node: Query.node'],
    });
    grants = grantsFor({ policies: ['inside'] });
    expect(summary(await office.run('{ me { name } node(id: "r1") { id } }')).denied).toEqual([]);
  });

  it('are protected under names of their own', async () => {
    const office = edited((text) =>
      text
        .replace('authenticated/v0.1", for', 'authenticated/v0.1", as: "signedIn", for')
        .replaceAll('@authenticated', '@signedIn'),
    );
    grants = nobody;
    expect(summary(await office.run('{ me { id email } }')).denied).toEqual(['me.email: Person.email']);
  });

  it('cannot be served when a directive cannot be understood', () => {
    expect(() => edited((text) => text.replaceAll('[["audit:read"]]', '"audit:read"'))).toThrow(
      '@requiresScopes on Query.audit has arguments it cannot have.',
    );
  });
});

function escaped(text: string): string {
  return text.replace(/[()[\]]/g, '\\$&');
}

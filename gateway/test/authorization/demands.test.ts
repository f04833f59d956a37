import { describe, it } from 'vitest';
import { nobody } from '../../src/authorization/Grants.js';
import { grantsFor } from './grants.js';
import { expectCase, type OfficeCase } from './officeCase.js';

const signedIn = grantsFor();

const cases: readonly OfficeCase[] = [
  {
    title: 'a field with @authenticated is null for nobody, and the rest is answered',
    by: nobody,
    query: '{ me { name email } }',
    data: { me: { name: 'Ada', email: null } },
    denied: ['me.email: Person.email'],
    never: 'email',
  },
  {
    title: 'a field with @authenticated is there for whoever signed in',
    by: signedIn,
    query: '{ me { email } }',
    data: { me: { email: 'Ada@office.example' } },
  },
  {
    title: 'one of two scopes that belong together is not enough',
    by: grantsFor({ scopes: ['pay:read'] }),
    query: '{ me { salary } }',
    data: { me: { salary: null } },
    denied: ['me.salary: Person.salary'],
    never: 'salary',
  },
  {
    title: 'both scopes are enough',
    by: grantsFor({ scopes: ['pay:read', 'staff:read'] }),
    query: '{ me { salary } }',
    data: { me: { salary: 49 } },
  },
  {
    title: 'the other alternative is enough',
    by: grantsFor({ scopes: ['admin'] }),
    query: '{ me { salary } }',
    data: { me: { salary: 49 } },
  },
  {
    title: 'two directives must both be met: authenticated alone does not do',
    by: signedIn,
    query: '{ me { balance } }',
    data: { me: { balance: null } },
    denied: ['me.balance: Person.balance'],
  },
  {
    title: 'two directives must both be met: the policy alone does not do',
    by: grantsFor({ isAuthenticated: false, policies: ['trusted'] }),
    query: '{ me { balance } }',
    data: { me: { balance: null } },
    denied: ['me.balance: Person.balance'],
  },
  {
    title: 'two directives that are both met',
    by: grantsFor({ policies: ['trusted'] }),
    query: '{ me { balance } }',
    data: { me: { balance: 2 } },
  },
  {
    title: 'a field of a protected object type',
    by: signedIn,
    query: '{ vault { gold } open }',
    data: { vault: null, open: 'open' },
    denied: ['vault: Query.vault'],
    never: 'vault',
  },
  {
    title: '__typename of a protected object type, through a field that leads to no other',
    by: nobody,
    query: '{ robot { __typename } }',
    data: { robot: null },
    denied: ['robot: Query.robot'],
  },
  {
    title: 'a field of a protected scalar and of a protected enum',
    by: nobody,
    query: '{ me { id passportNumber level } }',
    data: { me: { id: 'p1', passportNumber: null, level: null } },
    denied: ['me.passportNumber: Person.passportNumber', 'me.level: Person.level'],
  },
  {
    title: 'a field that a protected field is required for',
    by: nobody,
    query: '{ me { id bonus tax } }',
    data: { me: { id: 'p1', bonus: null, tax: null } },
    denied: ['me.bonus: Person.bonus', 'me.tax: Person.tax'],
    never: 'salary',
  },
  {
    title: 'a protected key identifies an object to subgraphs, and is not shown',
    by: nobody,
    query: '{ account { holder total } }',
    data: { account: { holder: 'Ada', total: 99 } },
  },
  {
    title: 'a protected key that a plan fetched for itself is not shown to who selects it',
    by: nobody,
    query: '{ account { number total } }',
    data: { account: null },
    denied: ['account.number: Account.number'],
  },
  {
    title: 'introspection shows protected fields: they are no secret, what they hold is',
    by: nobody,
    query: '{ __type(name: "Vault") { fields { name } } }',
    data: { __type: { fields: [{ name: 'gold' }] } },
  },
];

describe('what a field demands', () => {
  it.each(cases)('$title', (each) => expectCase(each));
});

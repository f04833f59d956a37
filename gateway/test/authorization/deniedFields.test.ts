import { describe, it } from 'vitest';
import { nobody } from '../../src/authorization/Grants.js';
import { grantsFor } from './grants.js';
import { expectCase, type OfficeCase } from './officeCase.js';

const signedIn = grantsFor();

const cases: readonly OfficeCase[] = [
  {
    title: 'a non-null field makes its parent null, with one error',
    by: nobody,
    query: '{ me { id secret } open }',
    data: { me: null, open: 'open' },
    denied: ['me.secret: Person.secret'],
  },
  {
    title: 'a non-null field in a list of non-null objects makes the list null, with one error for all',
    by: nobody,
    query: '{ people { secret } }',
    data: null,
    denied: ['people.secret: Person.secret'],
    never: 'secret',
  },
  {
    title: 'a field in a list has one error, whatever the length',
    by: nobody,
    query: '{ people { id email } }',
    data: {
      people: [
        { id: 'p1', email: null },
        { id: 'p2', email: null },
      ],
    },
    denied: ['people.email: Person.email'],
  },
  {
    title: 'aliases are the path',
    by: nobody,
    query: '{ boss: me { contact: email } }',
    data: { boss: { contact: null } },
    denied: ['boss.contact: Person.email'],
  },
  {
    title: 'an object whose every field is denied is still known not to be null',
    by: nobody,
    query: '{ me { email } none: person(id: "zz") { email } }',
    data: { me: { email: null }, none: null },
    denied: ['me.email: Person.email', 'none.email: Person.email'],
  },
  {
    title: 'a field in a fragment that is used in two places',
    by: nobody,
    query:
      '{ me { ...Card friends { ...Card } } node(id: "p2") { ...Card } } fragment Card on Person { name email }',
    data: {
      me: { name: 'Ada', email: null, friends: [{ name: 'Bob', email: null }] },
      node: { name: 'Bob', email: null },
    },
    denied: ['me.email: Person.email', 'me.friends.email: Person.email', 'node.email: Person.email'],
    never: 'email',
  },
  {
    title: 'a fragment on an interface, about an object in one place and about any in another',
    by: nobody,
    query: '{ me { ...Any } node(id: "f1") { ...Any } } fragment Any on Node { label }',
    data: { me: { label: 'first' }, node: { label: null } },
    denied: ['node.label: Robot.label File.label'],
  },
  {
    title: 'a field that @skip leaves out is not denied',
    by: nobody,
    query: 'query ($skip: Boolean!) { me { id email @skip(if: $skip) } }',
    variables: { skip: true },
    data: { me: { id: 'p1' } },
  },
  {
    title: 'a field that @skip leaves in is denied',
    by: nobody,
    query: 'query ($skip: Boolean!) { me { id email @skip(if: $skip) } }',
    variables: { skip: false },
    data: { me: { id: 'p1', email: null } },
    denied: ['me.email: Person.email'],
  },
  {
    title: 'a field in a fragment that @include leaves out is not denied there',
    by: nobody,
    query:
      'query ($in: Boolean = false) { me { id ...Card @include(if: $in) friends @include(if: true) { ...Card } } } fragment Card on Person { email }',
    data: { me: { id: 'p1', friends: [{ email: null }] } },
    denied: ['me.friends.email: Person.email'],
  },
  {
    title: 'a variable that only a denied field used is not missed',
    by: signedIn,
    query: 'query ($yes: Boolean!) { open vault { gold @include(if: $yes) } }',
    variables: { yes: true },
    data: { open: 'open', vault: null },
    denied: ['vault: Query.vault'],
  },
  {
    title: 'everything denied: nulls and errors',
    by: nobody,
    query: '{ audit robot { id } }',
    data: { audit: null, robot: null },
    denied: ['audit: Query.audit', 'robot: Query.robot'],
  },
  {
    title: 'a non-null field of the root: no data, one error',
    by: nobody,
    query: '{ strictAudit }',
    data: null,
    denied: ['strictAudit: Query.strictAudit'],
  },
];

describe('what stands where a field is denied', () => {
  it.each(cases)('$title', (each) => expectCase(each));
});

import { randomBytes } from 'node:crypto';
import { passportHeader, permissions, type PassportClaims, type Permission } from '@ai-collective/contracts';
import { OperationTypeNode } from 'graphql';
import type { RootField } from './schemaFields.js';

/** A subgraph to be asked, with passports of the test's making. */
export interface Walked {
  readonly url: string;
  /** The community that is asked about. */
  readonly community: string;
  readonly passport: (claims: Partial<PassportClaims>) => string | Promise<string>;
}

/** What somebody was answered. */
export interface Walk {
  readonly subject: string;
  /** Whether the field came with anything but null. */
  readonly isAnswered: boolean;
  readonly codes: readonly string[];
  /** The permissions that the answer says are missing. */
  readonly missing: readonly string[];
}

const answerMilliseconds = 20_000;

/** Asks for a field as somebody of the community, under a name that nobody else has. */
export async function walk(
  { url, community, passport }: Walked,
  { operation, name, query, variables }: Pick<RootField, 'operation' | 'name' | 'query' | 'variables'>,
  claims: Partial<PassportClaims>,
): Promise<Walk> {
  const subject = `per_${randomBytes(12).toString('hex')}`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: operation === OperationTypeNode.SUBSCRIPTION ? 'text/event-stream' : 'application/json',
      [passportHeader]: await passport({ kind: 'PERSON', sub: subject, community, ...claims }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(answerMilliseconds),
  });
  const text = await response.text();
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
  return {
    subject,
    isAnswered: new RegExp(`"${name}":(?!null)`).test(text),
    codes: all(/"code":"([A-Z_]+)"/g),
    missing: all(/it needs the permission ([a-z]+:[a-z]+)/g),
  };
}

/** Somebody who has not signed in. */
export const anonymousClaims = { kind: 'ANONYMOUS', sub: '', community: '', roles: [] } as const;

/** An owner who may do everything but one thing. */
export function allBut(permission: string): Partial<PassportClaims> {
  return { roles: ['OWNER'], scopes: permissions.filter((each) => each !== permission) };
}

/** An owner who may do one thing and nothing else. */
export function only(permission: string): Partial<PassportClaims> {
  return { roles: ['OWNER'], scopes: permissions.filter((each): each is Permission => each === permission) };
}

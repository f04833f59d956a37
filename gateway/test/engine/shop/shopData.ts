/** What the shop's services know. Ids say their type: u1 is a user, o1 an organization, b1 a book, t1 a toy. */
export const users = {
  u1: { name: 'Ada', role: 'ADMIN', friends: ['u2', 'u3'], best: 'u2', city: 'London', zip: 'E1' },
  u2: { name: 'Bo', role: 'MEMBER', friends: ['u1'], best: null, city: null, zip: '75' },
  u3: { name: 'Cy', role: 'HIDDEN', friends: [], best: 'u1', city: 'Oslo', zip: null },
} as const;

export const organizations = {
  o1: { name: 'Acme', members: ['u1', 'u2', 'u1'] },
  o2: { name: 'Void', members: [] },
} as const;

export const items = {
  b1: { title: 'Graphs', price: 20, related: ['t1', 'b2'], pages: 100, author: 'u1' },
  b2: { title: 'Trees', price: 30, related: ['b1', 'b1'], pages: null, author: 'u3' },
  t1: { title: 'Robot', price: null, related: [], minAge: 6, maker: 'o1' },
  t2: { title: 'Kite', price: 8, related: ['t1'], minAge: null, maker: null },
} as const;

export const reviews = {
  r1: { body: 'good', stars: 4, author: 'u1', item: 'b1' },
  r2: { body: null, stars: 2, author: 'u2', item: 'b1' },
  r3: { body: 'hm', stars: 3, author: 'u1', item: 't1' },
  r4: { body: 'gone', stars: 1, author: null, item: 't2' },
} as const;

/** A row of a table, or undefined for an id nobody knows. */
export function row<Row>(table: Readonly<Record<string, Row>>, id: string): Row | undefined {
  return Object.hasOwn(table, id) ? table[id] : undefined;
}

export interface Reference {
  readonly id: string;
}

export const ref = (id: string): Reference => ({ id });
export const refOrNull = (id: string | null | undefined): Reference | null => (id == null ? null : ref(id));

const typeLetters: Readonly<Record<string, string>> = { u: 'User', o: 'Organization', b: 'Book', t: 'Toy' };
export const typeOf = ({ id }: Reference): string | undefined => typeLetters[id.slice(0, 1)];

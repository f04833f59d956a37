import { expect } from 'vitest';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import { testSupergraph } from '../engine/testSupergraph.js';
import { asked, summary } from './denialSummary.js';
import { officeSubgraphs } from './officeSubgraphs.js';

/** An operation over the office, by somebody, and what comes of it. */
export interface OfficeCase {
  readonly title: string;
  readonly by: Grants;
  readonly query: string;
  readonly data: unknown;
  readonly denied?: readonly string[];
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A word that no subgraph may be sent. */
  readonly never?: string;
}

let grants: Grants = nobody;
const office = testSupergraph(officeSubgraphs, { grants: () => grants });

/** Asks the office and compares. */
export async function expectCase(officeCase: OfficeCase): Promise<void> {
  const { by, query, variables = {}, data, denied = [], never } = officeCase;
  grants = by;
  office.calls.length = 0;
  expect(summary(await office.run(query, variables))).toEqual({ data, denied });
  if (never !== undefined) expect(asked(office).join('\n')).not.toContain(never);
}

import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { askPlanner } from '../../../src/engine/plan/askPlanner.js';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { endlessSupergraph } from '../planning/endlessSupergraph.js';

const supergraph = readSupergraph(endlessSupergraph);

/** What the planner is asked first. */
async function firstAsked(query: string): Promise<string> {
  const asked: string[] = [];
  const refusing = (text: string) => {
    asked.push(text);
    return Promise.reject(new Error('not planned'));
  };
  await expect(askPlanner(parse(query), supergraph, refusing)).rejects.toThrow('not planned');
  return asked[0] ?? '';
}

it('two requirements that follow from one another are asked for at once', async () => {
  expect(await firstAsked('{ steps { c2 } }')).toContain('c2');
});

it('more of them are never asked for at once, because the planner may not come to an end', async () => {
  const first = await firstAsked('{ steps { c5 c2 } }');
  expect(first).toContain('a0');
  expect(first).not.toMatch(/c5|c2/);
});

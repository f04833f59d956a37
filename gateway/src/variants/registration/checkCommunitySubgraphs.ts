import { checkEgressUrl, type EgressPolicy } from '@ai-collective/platform/egress';
import type { CommunitySubgraph, VariantProblem } from '../VariantDefinition.js';
import { checkSdlText } from './checkSdlText.js';
import { directiveProblems } from './directiveProblems.js';
import { linkProblems } from './linkProblems.js';
import { elementNameProblems, subgraphNameProblems } from './nameProblems.js';
import { platformTypeProblems } from './platformTypeProblems.js';
import type { PlatformTypes } from './platformTypes.js';

/** Most subgraphs of one community. */
export const mostSubgraphs = 10;

export interface RegistrationRules {
  readonly platformTypes: PlatformTypes;
  readonly platformNames: ReadonlySet<string>;
  readonly egress: Pick<EgressPolicy, 'schemes' | 'ports'>;
}

/** What speaks against a community's subgraphs, composition aside. Pure, and none of it depends on the outside. */
export function checkCommunitySubgraphs(
  subgraphs: readonly CommunitySubgraph[],
  rules: RegistrationRules,
): readonly VariantProblem[] {
  if (subgraphs.length > mostSubgraphs)
    return [
      { code: 'SUBGRAPHS_TOO_MANY', message: `A community may have at most ${mostSubgraphs} subgraphs.` },
    ];
  const names = subgraphs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return [
      { code: 'SUBGRAPH_NAME_TAKEN', message: `The community has a subgraph named "${twice}" already.` },
    ];
  return subgraphs.flatMap((subgraph) => checkOne(subgraph, rules));
}

function checkOne(
  { name, url, sdl }: CommunitySubgraph,
  { platformTypes, platformNames, egress }: RegistrationRules,
): readonly VariantProblem[] {
  const address = checkEgressUrl(url, egress);
  const outside = [
    ...subgraphNameProblems(name, platformNames),
    ...(address.ok ? [] : [{ code: address.code, message: address.message }]),
  ];
  const reading = checkSdlText(sdl);
  if (!reading.ok) return [...outside, reading.problem];
  return [
    ...outside,
    ...linkProblems(reading.document),
    ...directiveProblems(reading.document, platformNames),
    ...elementNameProblems(reading.document),
    ...platformTypeProblems(reading.document, platformTypes),
  ];
}

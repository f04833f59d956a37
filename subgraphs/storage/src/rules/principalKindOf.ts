import { idPrefixes, type PrincipalKind } from '@ai-collective/contracts';

const kinds: Readonly<Record<string, PrincipalKind>> = {
  [idPrefixes.person]: 'PERSON',
  [idPrefixes.device]: 'DEVICE',
};

/** Who a capability was given to, by the prefix of its subject's id; keys and anything else are services. */
export function principalKindOf(subject: string): PrincipalKind {
  return kinds[subject.split('_')[0] ?? ''] ?? 'SERVICE';
}

import { nestingOf, type PolicyParameters } from '@ai-collective/contracts';
import type { ParameterDescription } from './parameterCatalogue.js';

/**
 * What a parameter can be set to where the communities around are at `above`; null at the top. A parameter that is each
 * community's own affair keeps its bounds.
 */
export function boundsWithin(
  { name, minimum, maximum }: Pick<ParameterDescription, 'name' | 'minimum' | 'maximum'>,
  above: PolicyParameters | null,
): { readonly minimum: number; readonly maximum: number } {
  if (above === null) return { minimum, maximum };
  switch (nestingOf(name)) {
    case 'lowest':
      return { minimum, maximum: above[name] };
    case 'highest':
      return { minimum: above[name], maximum };
    case 'own':
      return { minimum, maximum };
  }
}

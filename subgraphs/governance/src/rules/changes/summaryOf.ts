import type { PolicyChange } from '@ai-collective/contracts';
import { findParameter } from '../parameterCatalogue.js';
import type { PolicyContent } from './applyChanges.js';

/** What a change does, in words for those who vote on it, with what holds now. */
export function summaryOf(change: PolicyChange, now: PolicyContent): string {
  switch (change.type) {
    case 'SET_PARAMETER': {
      const parameter = findParameter(change.name);
      if (parameter === undefined) return `Sets ${change.name} to ${change.value}.`;
      const before = now.parameters[parameter.name];
      return `Sets ${change.name} from ${before} to ${change.value}: ${parameter.description}.`;
    }
    case 'SET_RESIDENCY': {
      const before = now.parameters['placement.residency'];
      return `Has jobs run ${placeOf(change.regions)}; now ${placeOf(before ?? [])}.`;
    }
    case 'SET_PRICE_SPLIT': {
      const { parameters } = now;
      const before = `${parameters['credit.ownerShare']} : ${parameters['credit.publisherShare']} : ${parameters['credit.communityShare']}`;
      return (
        `Divides payments among the owner of the device, the publisher of the model and the community as ` +
        `${change.owner} : ${change.publisher} : ${change.community}; now ${before}.`
      );
    }
    case 'DENY_MODEL':
      return `Has nobody run the model ${change.modelId}.`;
    case 'ALLOW_MODEL':
      return `Lets the model ${change.modelId} be run again.`;
    case 'SET_CEDAR_POLICY': {
      const exists = now.policies.some(({ id }) => id === change.id);
      return `${exists ? 'Rewrites' : 'Adds'} the access policy "${change.id}".`;
    }
    case 'REMOVE_CEDAR_POLICY':
      return `Removes the access policy "${change.id}".`;
  }
}

function placeOf(regions: readonly string[]): string {
  return regions.length === 0 ? 'anywhere' : `only in ${regions.join(', ')}`;
}

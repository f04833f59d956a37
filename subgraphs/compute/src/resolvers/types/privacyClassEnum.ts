import { registerEnumType } from 'type-graphql';
import { askedPrivacyClasses } from '../../rules/jobPlacement.js';

export const privacyClassEnum = Object.fromEntries(askedPrivacyClasses.map((name) => [name, name]));
registerEnumType(privacyClassEnum, {
  name: 'PrivacyClass',
  description: "Whose devices may see a job's inputs.",
  valuesConfig: {
    PUBLIC: { description: 'Any device of the fleet.' },
    COMMUNITY: { description: 'Devices of the community, whoever of its members brought them.' },
    TRUSTED: { description: 'Devices of the community that an operator vouches for: see Device.vouched.' },
    SEALED: {
      description:
        'Inputs encrypted to the device that runs them. Not supported yet: refused with PRIVACY_CLASS_NOT_SUPPORTED.',
    },
  },
});

import type { NamedMigration } from '@ai-collective/platform';
import { AnnouncedMembers } from './AnnouncedMembers.js';
import { CredentialChanges } from './CredentialChanges.js';
import { CredentialDoors } from './CredentialDoors.js';
import { DeviceRegions } from './DeviceRegions.js';
import { FleetEnrollment } from './FleetEnrollment.js';
import { IdentityTables } from './IdentityTables.js';
import { ProgramSignIn } from './ProgramSignIn.js';
import { LeavingDevices } from './LeavingDevices.js';
import { Passkeys } from './Passkeys.js';
import { People } from './People.js';
import { RolesAndGrants } from './RolesAndGrants.js';
import { SignInMethods } from './SignInMethods.js';
import { TrustedIssuers } from './TrustedIssuers.js';
import { VouchedDevices } from './VouchedDevices.js';
import { WaysToSignIn } from './WaysToSignIn.js';

/** In the order they run. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-identity-tables', class: IdentityTables },
  { name: '0002-credential-doors', class: CredentialDoors },
  { name: '0003-credential-changes', class: CredentialChanges },
  { name: '0004-sign-in-methods', class: SignInMethods },
  { name: '0005-program-sign-in', class: ProgramSignIn },
  { name: '0006-passkeys', class: Passkeys },
  { name: '0008-people', class: People },
  { name: '0007-trusted-issuers', class: TrustedIssuers },
  { name: '0012-roles-and-grants', class: RolesAndGrants },
  { name: '0010-fleet-enrollment', class: FleetEnrollment },
  { name: '0011-ways-to-sign-in', class: WaysToSignIn },
  { name: '0013-vouched-devices', class: VouchedDevices },
  { name: '0014-device-regions', class: DeviceRegions },
  { name: '0015-leaving-devices', class: LeavingDevices },
  { name: '0016-announced-members', class: AnnouncedMembers },
];

import { activeGrants, permissions, type PassportClaims } from '@ai-collective/contracts';
import type { CommunityRow } from '../entities/Community.js';
import type { PersonRow } from '../entities/Person.js';
import { visibleCommunities } from './loadCommunities.js';
import { visiblePeople } from './loadPeople.js';
import type { Services } from './Services.js';

/** Who asks, in their own eyes. */
export interface Viewer extends Pick<PassportClaims, 'kind' | 'roles' | 'grants' | 'scopes'> {
  readonly subject: string;
  readonly permissions: readonly string[];
  readonly person: PersonRow | null;
  readonly community: CommunityRow | null;
}

/** Null for those who have not signed in. */
export async function loadViewer(services: Services, passport: PassportClaims): Promise<Viewer | null> {
  if (passport.kind === 'ANONYMOUS' || passport.kind === 'GATEWAY') return null;
  const [person] = passport.kind === 'PERSON' ? await visiblePeople(services, passport, [passport.sub]) : [];
  const [community] = await visibleCommunities(services, passport, [passport.community]);
  return {
    kind: passport.kind,
    subject: passport.sub,
    roles: passport.roles,
    grants: activeGrants(passport.grants, Date.now() / 1000),
    scopes: passport.scopes,
    permissions: permissions.filter((permission) => services.allows(passport, permission)).sort(),
    person: person ?? null,
    community: community ?? null,
  };
}

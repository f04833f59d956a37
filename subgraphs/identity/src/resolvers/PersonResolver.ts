import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PersonRow } from '../entities/Person.js';
import { permissionsOf } from '../rules/grants.js';
import { PersonType } from './types/PersonType.js';

@Resolver(() => PersonType)
export class PersonResolver {
  @FieldResolver(() => String, { nullable: true })
  email(@Root() person: PersonRow, @Ctx() { passport }: SubgraphContext): string | null {
    return passport.sub === person.id || permissionsOf(passport).has('members:manage') ? person.email : null;
  }
}

import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PersonRow } from '../entities/Person.js';
import type { Services } from '../operations/Services.js';
import { PersonType } from './types/PersonType.js';

@Resolver(() => PersonType)
export class PersonResolver {
  constructor(private readonly services: Services) {}

  @FieldResolver(() => String, { nullable: true })
  email(@Root() person: PersonRow, @Ctx() { passport }: SubgraphContext): string | null {
    const visible = passport.sub === person.id || this.services.allows(passport, 'members:manage');
    return visible ? person.email : null;
  }
}

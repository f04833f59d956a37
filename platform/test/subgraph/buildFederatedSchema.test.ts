import { parse, visit } from 'graphql';
import { Arg, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { describe, expect, it } from 'vitest';
import { buildFederatedSchema } from '../../src/subgraph/buildFederatedSchema.js';

@ObjectType({ description: 'A house.' })
@Directive('@key(fields: "id")')
class House {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;
}

@ObjectType({ description: 'An entity of another subgraph.' })
@Directive('@key(fields: "id")')
class Street {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;
}

@ObjectType({ description: 'Nothing leads here.' })
class Unused {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;
}

@Resolver()
class HouseResolver {
  @Query(() => House, { nullable: true, description: 'A house.' })
  house(@Arg('number', () => Int, { description: 'Its number.' }) number: number): House {
    return { id: String(number) };
  }
}

@Resolver(() => Street)
class StreetResolver {
  @FieldResolver(() => Int, { description: 'How many houses it has.' })
  houses(): number {
    return 3;
  }
}

@Resolver(() => Unused)
class UnusedResolver {
  @Query(() => Boolean, { description: 'Is not part of the schema.' })
  other(): boolean {
    return true;
  }
}

async function typesOf(...resolvers: Parameters<typeof buildFederatedSchema>[0]['resolvers']) {
  const { sdl } = await buildFederatedSchema({ resolvers, container: new Map() });
  const names: string[] = [];
  visit(parse(sdl), { ObjectTypeDefinition: ({ name }) => void names.push(name.value) });
  return { sdl, names: names.sort() };
}

describe('buildFederatedSchema', () => {
  it('has what queries lead to', async () => {
    expect((await typesOf(HouseResolver)).names).toEqual(['House', 'Query']);
  });

  it('has the entities that fields are added to, though no query leads to them', async () => {
    const { sdl, names } = await typesOf(HouseResolver, StreetResolver);
    expect(names).toEqual(['House', 'Query', 'Street']);
    expect(sdl).toMatch(/type Street @key\(fields: "id"\) \{[^}]*houses: Int!/);
  });

  it('has nothing of classes it was not given', async () => {
    expect(UnusedResolver).toBeDefined();
    expect((await typesOf(HouseResolver)).sdl).not.toContain('other');
  });
});

import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, Query, Resolver } from 'type-graphql';
import { loadViewer, type Viewer } from '../operations/loadViewer.js';
import type { Services } from '../operations/Services.js';
import { ViewerType } from './types/ViewerType.js';

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(private readonly services: Services) {}

  @Query(() => ViewerType, { nullable: true, description: 'Who is asking; null when nobody has signed in.' })
  viewer(@Ctx() { passport }: SubgraphContext): Promise<Viewer | null> {
    return loadViewer(this.services, passport);
  }
}

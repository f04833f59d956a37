import { Directive, Field, ObjectType } from 'type-graphql';
import { CreditAccount, CreditEntry, CreditPayment } from './CreditTypes.js';
import { JobType } from './JobTypes.js';
import { ModelType } from './ModelTypes.js';
import { TaskType } from './TaskTypes.js';

@ObjectType({ description: 'Where a page of a list begins and ends.' })
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first entry; null when the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last entry; null when the page is empty.',
  })
  endCursor!: string | null;
}

interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfo;
}

/** The Relay connection and edge types of one node type. */
function connectionOf<Node extends object>(name: string, node: new () => Node): new () => Connection<Node> {
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list.` })
  class Edge {
    @Field(() => String, { description: 'Its place in the list.' })
    cursor!: string;

    @Field(() => node, { description: `The ${name}.` })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}s.` })
  class NodeConnection implements Connection<Node> {
    @Field(() => [Edge], { description: 'What is on the page.' })
    edges!: Edge[];

    @Field(() => PageInfo, { description: 'Where the page ends.' })
    pageInfo!: PageInfo;
  }
  return NodeConnection;
}

export const ModelConnection = connectionOf('Model', ModelType);
export const JobConnection = connectionOf('Job', JobType);
export const TaskConnection = connectionOf('Task', TaskType);
export const CreditAccountConnection = connectionOf('CreditAccount', CreditAccount);
export const CreditEntryConnection = connectionOf('CreditEntry', CreditEntry);
export const CreditPaymentConnection = connectionOf('CreditPayment', CreditPayment);

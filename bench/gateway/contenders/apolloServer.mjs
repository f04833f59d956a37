// What `@apollo/server` costs by itself: it is handed a result that is ready, and only has to receive, parse, validate and answer.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { mergedSchema, rightAnswer } from '../workload.mjs';

const { data } = await rightAnswer();
const gateway = {
  load: async () => ({ executor: async () => ({ data }) }),
  onSchemaLoadOrUpdate: (listener) => {
    listener({ apiSchema: mergedSchema, coreSupergraphSdl: '' });
    return () => undefined;
  },
  stop: async () => undefined,
};
const server = new ApolloServer({ gateway, introspection: false });
await startStandaloneServer(server, { listen: { port: Number(process.env.PORT), host: '127.0.0.1' } });

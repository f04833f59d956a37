// Hive Gateway's configuration: the client's identity passed on, and everything that is not the work switched off.
export const gatewayConfig = {
  supergraph: process.env.SUPERGRAPH,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') }),
  },
  inboundInflightRequestDeduplication: process.env.SHARE_REQUESTS === '1',
  logging: 'warn',
  graphiql: false,
  landingPage: false,
};

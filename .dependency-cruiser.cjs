/** The dependency rule of docs/decisions/0002-house-style.md, checked. */
const subgraph = '^subgraphs/([^/]+)/src/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rules-are-pure',
      comment: 'rules import rules and types of contracts, nothing else',
      severity: 'error',
      from: { path: '/src/rules/' },
      to: {
        pathNot: ['/src/rules/', '^contracts/', '(^|/)node:crypto$|^crypto$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'entities-know-no-operations',
      severity: 'error',
      from: { path: '/src/entities/' },
      to: { path: '/src/(operations|resolvers|events)/' },
    },
    {
      name: 'operations-know-no-resolvers',
      severity: 'error',
      from: { path: '/src/(operations|events)/' },
      to: { path: '/src/resolvers/' },
    },
    {
      name: 'events-know-no-operations-but-through-main',
      severity: 'error',
      from: { path: '/src/rules/' },
      to: { path: '/src/(operations|events|resolvers|entities)/' },
    },
    {
      name: 'no-subgraph-imports-another',
      severity: 'error',
      from: { path: subgraph },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'subgraphs-know-no-gateway-nor-executors',
      severity: 'error',
      from: { path: '^subgraphs/' },
      to: { path: '^(gateway|executors|cli|deploy|web)/' },
    },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^contracts/src' },
      to: { path: '^(platform|gateway|subgraphs|executors|cli|deploy|web)/' },
    },
    {
      name: 'platform-imports-only-contracts',
      severity: 'error',
      from: { path: '^platform/src' },
      to: { path: '^(gateway|subgraphs|executors|cli|deploy|web)/' },
    },
    {
      name: 'packages-by-name',
      comment: 'a package is imported by its name, never by a path into its src',
      severity: 'error',
      from: { path: '^([^/]+|(?:subgraphs|executors|deploy)/[^/]+)/(?:src|test)/' },
      to: { path: '^([^/]+|(?:subgraphs|executors|deploy)/[^/]+)/src/', pathNot: '^$1/' },
    },
    { name: 'no-orphan-dependency', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '/node_modules/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};

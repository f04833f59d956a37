import { AutomaticDocuments } from '../../src/documents/AutomaticDocuments.js';
import { DocumentResolver, type UntrustedDocument } from '../../src/documents/DocumentResolver.js';
import { InMemoryDocuments } from '../../src/documents/TrustedDocuments.js';

/** A resolver for communities that each trust documents of their own, and what it told of. */
export function resolverOf(
  trusted: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  bytesEach = 10_000,
) {
  const stores = new Map(
    Object.entries(trusted).map(([community, texts]) => [
      community,
      new InMemoryDocuments(Object.entries(texts)),
    ]),
  );
  const told: UntrustedDocument[] = [];
  const resolver = new DocumentResolver({
    trusted: (community) => stores.get(community),
    automatic: new AutomaticDocuments({ bytesEach, communities: 10 }),
    onUntrusted: (document) => told.push(document),
  });
  return { resolver, told };
}

import type { ReactNode } from 'react';
import { Page } from '../page/Page.js';
import { SystemHealth } from './SystemHealth.js';
import { ViewerGreeting } from './ViewerGreeting.js';

const commands = `npx aic login --url ${window.location.origin}   # shows a code to approve in a browser; or: npx aic login LINK
npx aic infer ocr photo.png
npx aic jobs`;

/** What a visitor sees first: what this is, whether it works, and how to use it today. */
export function HomePage(): ReactNode {
  return (
    <Page>
      <h1>A community’s own devices, running AI under the community’s own rules</h1>
      <p>
        Members lend the time of laptops and servers they choose. Apps ask for an inference through one
        GraphQL endpoint; a device of the community runs it; every decision is recorded.
      </p>
      <ViewerGreeting />
      <SystemHealth />
      <section className="panel" aria-labelledby="use">
        <h2 id="use">Use it</h2>
        <p>
          Explore the whole API, with its documentation, in <a href="/graphiql/">GraphiQL</a>. Or from a
          terminal:
        </p>
        <pre>
          <code>{commands}</code>
        </pre>
      </section>
      <p className="quiet">The pages for voting and for operating devices are not built yet.</p>
    </Page>
  );
}

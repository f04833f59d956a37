import type { ReactNode } from 'react';
import './theme.css';

/** The frame of every page of ours: a way past the header, the name that leads home, the content. */
export function Page({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="page">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header>
        <a className="brand" href="/">
          <img src="/icon.svg" alt="" width="28" height="28" />
          AI Collective
        </a>
      </header>
      <main id="content">{children}</main>
    </div>
  );
}

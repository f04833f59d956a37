import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** Renders a page into the document's root element. */
export function mount(page: ReactNode): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The document has no #root element.');
  createRoot(root).render(<StrictMode>{page}</StrictMode>);
}

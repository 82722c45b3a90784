/** A part of the page as it is drawn first, without a browser: what stands in it. */
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { BackendLink } from '../../../renderer/client/connect.ts';
import { LinkProvider } from '../../../renderer/client/hooks.tsx';
import { type Stores, StoresProvider } from '../../../renderer/state/stores.tsx';

export function textInPage(part: ReactNode, { link, stores }: { readonly link: BackendLink; readonly stores: Stores }) {
  const page = (
    <LinkProvider link={link}>
      <StoresProvider stores={stores}>{part}</StoresProvider>
    </LinkProvider>
  );
  return renderToStaticMarkup(page).replace(/<[^>]*>/g, ' ');
}

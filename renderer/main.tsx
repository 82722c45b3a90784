/** The composition root of the page. */
import './app/no-eval.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { feedStores } from './app/feed.ts';
import { startI18n } from './app/i18n/i18n.ts';
import { recallSettings } from './app/remembered.ts';
import { preloadViews } from './app/views.tsx';
import { whenContextsKnown } from './app/when-contexts-known.ts';
import { connect } from './client/connect.ts';
import { installTrustedTypes } from './client/trusted-types.ts';
import { resolveLanguage } from './state/language.ts';
import { createStores } from './state/stores.tsx';

async function start(): Promise<void> {
  installTrustedTypes();
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element #root');
  const remembered = recallSettings(() => window.localStorage);
  const link = connect();
  const stores = createStores(remembered);
  // Lives as long as the page: the browser closes it.
  feedStores(link, stores);
  await startI18n(resolveLanguage(remembered.language, navigator.languages));
  createRoot(root).render(
    <StrictMode>
      <App link={link} stores={stores} />
    </StrictMode>,
  );
  // The views' code is as long as the rest of the page's: it may not hold up the contexts, for which a person waits, nor the frame that shows them.
  whenContextsKnown(stores.contexts, () => requestAnimationFrame(() => setTimeout(preloadViews)));
}

await start();

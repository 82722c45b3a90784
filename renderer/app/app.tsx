/** The page around the shell: stores, link, theme, language. */
import { createTheme, MantineProvider } from '@mantine/core';
import { useEffect } from 'react';
import type { BackendLink } from '../client/connect.ts';
import { LinkProvider } from '../client/hooks.tsx';
import { type Stores, StoresProvider, useSettings } from '../state/stores.tsx';
import { useResolvedTheme } from '../state/use-resolved-theme.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { useLanguage } from './i18n/i18n.ts';
import { styleNonce } from './nonce.ts';
import { rememberSettings } from './remembered.ts';
import { Shell } from './shell/shell.tsx';

/** Mantine gives behaviour; its looks are ours, so its variables and global classes stay out of the page. */
const theme = createTheme({ fontFamily: 'inherit', respectReducedMotion: true });

export interface AppProps {
  readonly link: BackendLink;
  readonly stores: Stores;
}

export function App({ link, stores }: AppProps) {
  return (
    <LinkProvider link={link}>
      <StoresProvider stores={stores}>
        <Surroundings />
      </StoresProvider>
    </LinkProvider>
  );
}

function Surroundings() {
  const settings = useSettings();
  const resolved = useResolvedTheme();
  useLanguage(settings.language);
  useEffect(() => {
    document.documentElement.dataset.theme = resolved;
  }, [resolved]);
  useEffect(() => rememberSettings(() => window.localStorage, settings), [settings]);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={resolved}
      getStyleNonce={styleNonce}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ErrorBoundary>
        <Shell />
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** The frame of the page: contexts at the left, the chosen context beside them, the status bar below. */
import { useTranslation } from 'react-i18next';
import { usePathname } from 'wouter/use-browser-location';
import { useLinkState } from '../../client/hooks.tsx';
import { useShortcutListener } from '../../components/shortcuts.ts';
import { findContext } from '../../state/contexts-store.ts';
import { parsePath } from '../../state/routing.ts';
import { useContexts } from '../../state/stores.tsx';
import { OpeningPage } from '../pages/opening-page.tsx';
import { StartPage } from '../pages/start-page.tsx';
import { TokenPage } from '../pages/token-page.tsx';
import { UnknownPage } from '../pages/unknown-page.tsx';
import { ContextFrame } from './context-frame.tsx';
import { NoticeBands } from './notice-bands.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { StatusBar } from './status-bar.tsx';

export function Shell() {
  const link = useLinkState();
  useShortcutListener();
  if (link.kind === 'refused') return <TokenPage />;
  return <Frame />;
}

function Frame() {
  const { t } = useTranslation();
  const { snapshot, failure } = useContexts();
  const route = parsePath(usePathname());
  const contexts = snapshot?.contexts ?? [];
  const selected = route.kind === 'context' ? findContext(snapshot, route.context) : undefined;
  const title = selected === undefined ? t('name') : t('title', { name: selected.name });
  return (
    <div className={styles.app}>
      <title>{title}</title>
      <Rail contexts={contexts} selected={selected?.id} />
      <div className={styles.main}>
        {selected === undefined || route.kind !== 'context' ? (
          <main className={styles.page}>
            <NoticeBands />
            {snapshot === undefined ? <OpeningPage failure={failure} /> : null}
            {snapshot !== undefined && route.kind === 'start' ? <StartPage snapshot={snapshot} /> : null}
            {snapshot !== undefined && route.kind !== 'start' ? <UnknownPage kind={route.kind} /> : null}
          </main>
        ) : (
          <ContextFrame key={selected.id} context={selected} view={route.view} />
        )}
      </div>
      <StatusBar contexts={contexts} selected={selected} />
    </div>
  );
}

/** The frame of the page: contexts at the left, the chosen context or another page beside them, the status bar below. */
import { useTranslation } from 'react-i18next';
import { usePathname } from 'wouter/use-browser-location';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { useLinkState } from '../../client/hooks.tsx';
import { useShortcutListener } from '../../components/shortcuts.ts';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { AskedProvider, useWay } from '../../state/asked.tsx';
import { parsePath, type Route, type ViewName, viewFor } from '../../state/routing.ts';
import { ServerNoticesProvider } from '../../state/server-notices.tsx';
import { useAlertCounts, useContexts, useListedContexts, useSettings } from '../../state/stores.tsx';
import { TokenPage } from '../pages/token-page.tsx';
import { Palette } from '../palette/palette.tsx';
import { useNotices } from '../use-notices.ts';
import { ContextFrame } from './context-frame.tsx';
import { PageFrame } from './page-frame.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { useFocusKept } from './use-focus-kept.ts';

export function Shell() {
  const link = useLinkState();
  useShortcutListener(useSettings().singleKeys);
  useFocusKept();
  useNotices();
  if (link.kind === 'refused') return <TokenPage />;
  return <Frame />;
}

function Frame() {
  const { snapshot, failure } = useContexts();
  const route = parsePath(usePathname());
  const contexts = useListedContexts();
  const { selected, view } = useShown(route, contexts);
  const way = useWay(selected, view);
  const settings = useTranslation('settings').t('title');
  const { t } = useTranslation();
  const name = route.kind === 'settings' ? settings : selected?.name;
  const title = name === undefined ? t('name') : t('title', { name });
  const firing = useFiring(contexts);
  const seen = usePageSeen();
  return (
    <div className={styles.app}>
      <title>{firing === 0 ? title : t('titleFiring', { count: firing, title })}</title>
      <Rail contexts={contexts} files={snapshot?.files ?? []} selected={selected?.id} from={way.from} />
      <AskedProvider context={selected} way={way}>
        <ServerNoticesProvider seen={seen}>
          <div className={styles.main}>
            {selected === undefined ? (
              <PageFrame route={route} snapshot={snapshot} failure={failure} />
            ) : (
              <ContextFrame key={selected.id} context={selected} view={view} way={way} />
            )}
          </div>
        </ServerNoticesProvider>
        <Palette context={selected?.id} />
      </AskedProvider>
      <StatusBar contexts={contexts} selected={selected} />
    </div>
  );
}

/** Of all contexts: two that lead to one server count twice, as the rail does. */
function useFiring(contexts: readonly ContextSummary[]): number {
  const counts = useAlertCounts();
  return contexts.reduce((sum, { id }) => sum + (counts.get(id)?.firing ?? 0), 0);
}

interface Shown {
  readonly selected: ContextSummary | undefined;
  readonly view: ViewName;
}

/** The start is this computer's overview, where it is recorded. */
function useShown(route: Route, contexts: readonly ContextSummary[]): Shown {
  const { record } = useSettings().computer;
  if (route.kind === 'context') {
    const selected = contexts.find(({ id }) => id === route.context);
    return { selected, view: selected === undefined ? route.view : viewFor(selected, route.view) };
  }
  const computer = contexts.find(({ isComputer }) => isComputer === true);
  return { selected: route.kind === 'start' && record ? computer : undefined, view: 'overview' };
}

/** A page that is about no context: the start, the settings, the form of an address, or that there is nothing. */
import { Suspense } from 'react';
import { useSearch } from 'wouter/use-browser-location';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextsSnapshot } from '../../../shared/model/context.ts';
import { isRecordId } from '../../state/records-store.ts';
import { besideOfSearch, contextOfSearch, type Route } from '../../state/routing.ts';
import { useRecords } from '../../state/stores.tsx';
import { ErrorBoundary } from '../error-boundary.tsx';
import { OpeningPage } from '../pages/opening-page.tsx';
import { StartPage } from '../pages/start-page.tsx';
import { UnknownPage } from '../pages/unknown-page.tsx';
import { AddressView, SettingsView } from '../views.tsx';
import { NoticeBands } from './notice-bands.tsx';
import styles from './shell.module.css';

export interface PageFrameProps {
  readonly route: Route;
  readonly snapshot: ContextsSnapshot | undefined;
  /** Why the contexts cannot be listed. */
  readonly failure: AppErrorData | undefined;
}

export function PageFrame(props: PageFrameProps) {
  return (
    <main className={styles.page}>
      <NoticeBands />
      <ErrorBoundary key={props.route.kind}>
        <Suspense fallback={null}>
          <Page {...props} />
        </Suspense>
      </ErrorBoundary>
    </main>
  );
}

function Page({ route, snapshot, failure }: PageFrameProps) {
  const search = useSearch();
  const context = contextOfSearch(search);
  const { known: recordsKnown } = useRecords();
  // These need no context, so a failure to list them does not hide them.
  if (route.kind === 'settings') return <SettingsView />;
  if (route.kind === 'address')
    return <AddressView key={route.id ?? ''} id={route.id} context={context} beside={besideOfSearch(search)} />;
  const isAwaited = route.kind === 'context' && isRecordId(route.context) && !recordsKnown;
  if (snapshot === undefined || isAwaited) return <OpeningPage failure={failure} />;
  return route.kind === 'start' ? <StartPage snapshot={snapshot} /> : <UnknownPage kind={route.kind} />;
}

/**
 * One context: its header, the tabs of its views, and either the view or the page that says how the connection stands. A view that has
 * been live stays with its data when the connection goes, and what is not live is shown from its record: a band says what is shown.
 */
import { Activity, memo, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate, useSearch } from 'wouter/use-browser-location';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { ShortcutAreaContext, useShortcut } from '../../components/shortcuts.ts';
import { TabBar } from '../../components/tab-bar.tsx';
import type { AskedWay } from '../../state/asked.tsx';
import type { Connection } from '../../state/connections-store.ts';
import { viewPath } from '../../state/from-record.ts';
import { isRecordId } from '../../state/records-store.ts';
import { isOfRecord, needsSource, type ViewName, viewsOf } from '../../state/routing.ts';
import { useConnection } from '../../state/stores.tsx';
import { useIsAlertmanagerTyped } from '../../state/use-beside.ts';
import { ErrorBoundary } from '../error-boundary.tsx';
import { ConnectionPage } from '../pages/connection-page.tsx';
import { ConsentPage } from '../pages/consent-page.tsx';
import { FailurePage } from '../pages/failure-page.tsx';
import { CoverageTimeline } from '../record/coverage-timeline.tsx';
import { RecordBand } from '../record/record-band.tsx';
import { useStateText } from '../state-text.ts';
import { views } from '../views.tsx';
import { ClockBand } from './clock-band.tsx';
import styles from './context-frame.module.css';
import { ContextHeader } from './context-header.tsx';
import { NoticeBands } from './notice-bands.tsx';
import { RecordingBand } from './recording-band.tsx';
import { StaleBand } from './stale-band.tsx';

export interface ContextFrameProps {
  readonly context: ContextSummary;
  readonly view: ViewName;
  readonly way: AskedWay;
}

export function ContextFrame({ context, view, way }: ContextFrameProps) {
  const { t } = useTranslation();
  const connection = useConnection(context.id);
  const { kind } = connection.state;
  const live = kind === 'connected' || kind === 'degraded';
  const [wasLive, setWasLive] = useState(live);
  if (live && !wasLive) setWasLive(true);
  const choose = (name: ViewName) => navigate(viewPath(context.id, name));
  const names = viewsOf(context);
  const connects = needsSource(view);
  const isBeside = useIsBeside(context, connection, view);
  // Overview and Discovery are about what is live.
  const record = isOfRecord(view) && way.from === 'record' ? way.record : undefined;
  return (
    <>
      {names.map((name) => (
        <ViewKey key={name} name={name} onChoose={choose} />
      ))}
      <ContextHeader context={context} connection={connection} way={way} view={view} />
      <main className={styles.main}>
        <TabBar
          look="view"
          label={t('view.label')}
          tabs={names.map((name) => ({ value: name, label: t(`view.${name}`) }))}
          value={view}
          onChange={choose}
        >
          <NoticeBands />
          {(wasLive || isBeside) && !live && connects && record === undefined ? (
            <StaleBand connection={connection} record={way.record} beside={isBeside} />
          ) : null}
          {connects && record === undefined ? <ClockBand context={context.id} live={live} /> : null}
          {connects && live && record === undefined ? <RecordingBand context={context.id} /> : null}
          {record === undefined ? null : <RecordBand context={context} record={record} isChosen={way.isChosen} />}
          {record === undefined || !connects ? null : <CoverageTimeline record={record} />}
          <ErrorBoundary>
            <ShortcutAreaContext value="view">
              <Content {...{ context, connection, view, wasLive, isBeside, way }} />
            </ShortcutAreaContext>
          </ErrorBoundary>
        </TabBar>
      </main>
      {isRecordId(context.id) ? null : <Spoken context={context} />}
    </>
  );
}

/** What is shown is asked at an address that was typed for it, as long as the context is to be connected: the Prometheus may be away. */
function useIsBeside({ id }: ContextSummary, { state }: Connection, view: ViewName): boolean {
  const isTyped = useIsAlertmanagerTyped(id, useSearch());
  return view === 'alertmanager' && isTyped && state.kind !== 'idle';
}

interface ViewKeyProps {
  readonly name: ViewName;
  readonly onChoose: (name: ViewName) => void;
}

function ViewKey({ name, onChoose }: ViewKeyProps) {
  const { t } = useTranslation();
  useShortcut('g', t(`keys.${name}`), () => onChoose(name), views[name].key);
  return null;
}

interface ContentProps extends ContextFrameProps {
  readonly connection: Connection;
  readonly wasLive: boolean;
  readonly isBeside: boolean;
}

/**
 * The view, or what stands in its place. A view that was shown is kept behind it, with what was typed in it and where it was: who looks for
 * what is live, and finds that it is not, goes back to the record as it was left.
 */
function Content(props: ContentProps) {
  const { context, view } = props;
  const instead = pageInstead(props);
  const [shown, setShown] = useState<ViewName | undefined>();
  if (instead === undefined && shown !== view) setShown(view);
  return (
    <>
      {instead}
      {instead === undefined || shown === view ? (
        <Activity mode={instead === undefined ? 'visible' : 'hidden'}>
          <ViewOutlet key={view} view={view} context={context.id} />
        </Activity>
      ) : null}
    </>
  );
}

/** @returns undefined where the view is shown; null for nothing at all */
function pageInstead({ context, connection, view, wasLive, isBeside, way }: ContentProps): ReactNode | undefined {
  const { state } = connection;
  if (needsSource(view)) {
    // Which of the two it will be is known in a moment.
    if (way.from === 'unknown') return null;
    if (way.from === 'record') return undefined;
  }
  if (context.problem !== undefined) return <FailurePage context={context} why={context.problem} kind="unusable" />;
  if (state.kind === 'stopped' && state.why.code === 'auth.execConsent') {
    return <ConsentPage key={String(state.why.details.digest)} context={context} why={state.why} />;
  }
  if (!wasLive && !isBeside && needsSource(view)) return <ConnectionPage context={context} connection={connection} />;
  return undefined;
}

interface ViewOutletProps {
  readonly view: ViewName;
  readonly context: ContextId;
}

/** Kept from rendering again with every heartbeat of the connection: a view may hold large tables. */
const ViewOutlet = memo(function ViewOutlet({ view, context }: ViewOutletProps) {
  const View = views[view].component;
  return (
    <Suspense fallback={null}>
      <View context={context} />
    </Suspense>
  );
});

/** A change of the open context's state is a status; only a stop is an alert. */
function Spoken({ context }: { readonly context: ContextSummary }) {
  const connection = useConnection(context.id);
  const { spoken } = useStateText()(context, connection, 0);
  const alert = connection.told.kind === 'stopped';
  return (
    <>
      <p role="status" className="spoken">
        {alert ? '' : spoken}
      </p>
      <p role="alert" className="spoken">
        {alert ? spoken : ''}
      </p>
    </>
  );
}

/** Where there is no list: nothing was read yet, nothing can be read, nothing is scraped, or nothing fits. Each says why, and what to do. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatCount, formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
import { requestExpression } from '../../state/explorer-requests.ts';
import { contextPath } from '../../state/routing.ts';
import { useConnection, useStores } from '../../state/stores.tsx';
import { countOf, type Reading, type TargetsModel } from './targets-model.ts';
import { type TargetsState, withSearch } from './targets-state.ts';
import type { Readings } from './use-reading.ts';
import type { ChangeState } from './use-targets-state.ts';

export interface NoReadingProps {
  readonly context: ContextId;
  readonly contextName: string;
  readonly live: boolean;
  /** What is asked for. */
  readonly what: 'targets' | 'found';
  readonly readings: Pick<Readings, 'running' | 'problem' | 'refresh' | 'cancel'> & {
    /** One that is about to be shown. */
    readonly reading: Pick<Reading, 'readAtMs'> | undefined;
  };
}

export function NoReading({ context, contextName, live, what, readings }: NoReadingProps) {
  const { t } = useTranslation('targets');
  const { t: app } = useTranslation();
  const { running, problem, reading, refresh, cancel } = readings;
  if (!live && reading === undefined) {
    return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name: plainText(contextName) })}</Empty>;
  }
  if (running !== undefined || reading !== undefined) {
    const { startedAtMs, part } = running ?? { startedAtMs: reading?.readAtMs ?? 0, part: 1 };
    return <Loading name={contextName} what={what} startedAtMs={startedAtMs} part={part} onCancel={cancel} />;
  }
  if (problem?.kind === 'cancelled') {
    const again = (
      <Button look="primary" onClick={refresh}>
        {app('stale.retry')}
      </Button>
    );
    return (
      <Empty title={t(`empty.cancelled.${what}`)} actions={again}>
        {t('empty.cancelledWhy')}
      </Empty>
    );
  }
  if (problem?.error.code === 'targets.notKept') return <NotKept context={context} />;
  if (problem === undefined) return null;
  return <ErrorPanel error={problem.error} actions={<Button onClick={refresh}>{app('action.tryAgain')}</Button>} />;
}

interface LoadingProps extends Pick<NoReadingProps, 'what'> {
  readonly name: string;
  readonly startedAtMs: number;
  readonly part: number | undefined;
  readonly onCancel: () => void;
}

/** What is asked of whom, how far it is, and since when. */
function Loading({ name, what, startedAtMs, part, onCancel }: LoadingProps) {
  const { t, i18n } = useTranslation('targets');
  const isRecord = useAsked().record !== undefined;
  const plain = plainText(name);
  const text = (time: string) =>
    part === undefined
      ? t(`loading.${isRecord ? 'record' : 'asking'}.${what}`, { name: plain, time })
      : t('loading.reading', { name: plain, part: formatFixed(part * 100, 0, i18n.language), time });
  return (
    <Waiting sinceMs={startedAtMs} label={t(`loading.label.${what}`)} {...{ part, text }}>
      <Button size="small" onClick={onCancel}>
        {t('loading.cancel')}
      </Button>
    </Waiting>
  );
}

function NotKept({ context }: { readonly context: ContextId }) {
  const { t } = useTranslation('targets');
  const { state } = useConnection(context);
  const isElsewhere = state.kind === 'degraded' && state.missing.code === 'history.locked';
  const { explorerRequests } = useStores();
  const graph = () => {
    requestExpression(explorerRequests, context, 'up');
    navigate(contextPath(context, 'explorer'));
  };
  return (
    <Empty
      title={isElsewhere ? t('empty.elsewhere') : t('empty.notKept')}
      actions={
        <Button look="primary" onClick={graph}>
          {t('empty.graphUp')}
        </Button>
      }
    >
      {isElsewhere ? t('empty.elsewhereWhy') : t('empty.notKeptWhy')}
    </Empty>
  );
}

export interface EmptyTargetsProps {
  readonly contextName: string;
  readonly model: TargetsModel;
  readonly state: TargetsState;
  readonly change: ChangeState;
}

export function EmptyTargets({ contextName, model, state, change }: EmptyTargetsProps) {
  const { t, i18n } = useTranslation('targets');
  if (model.pools.length === 0) {
    const found = (
      <Button onClick={() => change((before) => ({ ...before, mode: 'discovered' }))}>{t('empty.toDiscovered')}</Button>
    );
    return (
      <Empty title={t('empty.none', { name: plainText(contextName) })} actions={found}>
        {t('empty.noneWhy')}
      </Empty>
    );
  }
  const all = formatCount(countOf(model.counts), i18n.language);
  const text = state.text.trim();
  const clear = () => change((before) => withSearch(before, { text: '', health: 'all', pool: undefined }));
  return (
    <Empty title={t('empty.fits')} actions={<Button onClick={clear}>{t('empty.clear')}</Button>}>
      {text === '' ? t('empty.fitsState', { all }) : t('empty.fitsText', { all, text: plainText(text) })}
    </Empty>
  );
}

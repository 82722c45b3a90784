/** Where there is no list: nothing was read yet, nothing can be read, nothing is scraped, or nothing fits. Each says why, and what to do. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Unread } from '../../components/unread.tsx';
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
  const isRecord = useAsked().record !== undefined;
  const { running, problem, reading, refresh, cancel } = readings;
  const name = plainText(contextName);
  return (
    <Unread
      {...{ problem, refresh, cancel }}
      live={live || reading !== undefined}
      running={running ?? (reading && { startedAtMs: reading.readAtMs, part: 1 })}
      words={{
        away: t('empty.away'),
        awayWhy: t('empty.awayWhy', { name }),
        asking: t(`loading.label.${what}`),
        askingFor: (time, part) =>
          part === undefined
            ? t(`loading.${isRecord ? 'record' : 'asking'}.${what}`, { name, time })
            : t('loading.reading', { name, part, time }),
        cancelled: t(`empty.cancelled.${what}`),
        cancelledWhy: t('empty.cancelledWhy'),
      }}
      failed={(error, again) =>
        error.code === 'targets.notKept' ? <NotKept context={context} /> : <ErrorPanel error={error} actions={again} />
      }
    />
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
  const clear = () => change((before) => withSearch(before, { text: '', health: [], pool: undefined }));
  return (
    <Empty title={t('empty.fits')} actions={<Button onClick={clear}>{t('empty.clear')}</Button>}>
      {text === '' ? t('empty.fitsState', { all }) : t('empty.fitsText', { all, text: plainText(text) })}
    </Empty>
  );
}

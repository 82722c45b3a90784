/** Where nothing was read: it is being looked for, cannot be, or failed; and from a record, that an Alertmanager is not recorded. Each says what can be done. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { AppErrorData, ErrorCode } from '../../../shared/base/errors.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText } from '../../components/error-text.ts';
import list from '../../components/list-view.module.css';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
import { navigateFrom, viewPath } from '../../state/from-record.ts';
import { isRecordId } from '../../state/records-store.ts';
import { useBeside } from '../../state/use-beside.ts';
import styles from './alertmanager-view.module.css';
import type { ChangeState } from './use-alertmanager-state.ts';
import type { Readings } from './use-reading.ts';

export interface NoAnswerProps {
  readonly readings: Readings;
  readonly chosen: string | undefined;
  readonly change: ChangeState;
}

export function NoAnswer(props: NoAnswerProps) {
  const content = <Content {...props} />;
  return <div className={list.why}>{content}</div>;
}

function Content({ readings, chosen, change }: NoAnswerProps): ReactNode {
  const { t } = useTranslation('alertmanager');
  const { t: app } = useTranslation();
  const { live, name, context } = useAsked();
  const { address, edit } = useBeside(context, 'alertmanager');
  const { startedAtMs, problem, refresh, cancel } = readings;
  if (!live) return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name: plainText(name) })}</Empty>;
  if (startedAtMs !== undefined)
    return (
      <Waiting
        sinceMs={startedAtMs}
        label={t('loading.label')}
        text={(time) =>
          address === undefined || chosen !== undefined
            ? t('loading.asking', { name: plainText(name), time })
            : t('loading.typed', { url: address.url, time })
        }
      >
        <Button size="small" onClick={cancel}>
          {t('loading.cancel')}
        </Button>
      </Waiting>
    );
  if (problem?.kind === 'cancelled') {
    const again = (
      <Button look="primary" onClick={refresh}>
        {app('stale.retry')}
      </Button>
    );
    return <Empty title={t('empty.cancelled')} actions={again} />;
  }
  if (problem === undefined) return null;
  const actions = (
    <>
      <Button onClick={refresh}>{app('action.tryAgain')}</Button>
      {chosen === undefined ? null : (
        <Button onClick={() => change({ chosen: undefined })}>{t('used.likeliest')}</Button>
      )}
      {edit === undefined ? null : (
        <Button onClick={edit}>{t(address === undefined ? 'used.typeAddress' : 'used.changeAddress')}</Button>
      )}
    </>
  );
  return <Failure error={problem.error} actions={actions} />;
}

/** That there is none is no failure. */
const absent: ReadonlySet<ErrorCode> = new Set(['companion.none', 'companion.elsewhere', 'companion.noCluster']);

function Failure({ error, actions }: { readonly error: AppErrorData; readonly actions: ReactNode }) {
  const { t } = useTranslation('alertmanager');
  const { verdict, advice } = useErrorText()(error);
  if (!absent.has(error.code)) {
    const user = String(error.details.user ?? '');
    const title = error.code === 'portForward.forbidden' ? t('empty.forbidden', { user: plainText(user) }) : undefined;
    return <ErrorPanel error={error} title={title} actions={actions} />;
  }
  return (
    <Empty title={verdict} actions={actions}>
      {advice}
    </Empty>
  );
}

export function NotRecorded() {
  const { t } = useTranslation('alertmanager');
  const { context, name } = useAsked();
  const actions = isRecordId(context) ? null : (
    <Button onClick={() => navigateFrom('live')}>{t('empty.askLive')}</Button>
  );
  return (
    <div className={styles.alone}>
      <div className={list.why}>
        <Empty
          title={t('empty.notRecorded')}
          actions={
            <>
              {actions}
              <Button onClick={() => navigate(viewPath(context, 'explorer'))}>{t('empty.toExplorer')}</Button>
            </>
          }
        >
          {t('empty.notRecordedWhy', { name: plainText(name) })}
        </Empty>
      </div>
    </div>
  );
}

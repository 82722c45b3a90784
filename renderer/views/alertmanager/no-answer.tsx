/** Where nothing was read: it is being looked for, cannot be, or failed; and from a record, that an Alertmanager is not recorded. Each says what can be done. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { CompanionUnread } from '../../components/companion-unread.tsx';
import { Empty } from '../../components/empty.tsx';
import list from '../../components/list-view.module.css';
import { PathButton } from '../../components/path-button.tsx';
import { useAsked } from '../../state/asked.tsx';
import { navigateFrom, viewPath } from '../../state/from-record.ts';
import { isRecordId } from '../../state/records-store.ts';
import { useBeside } from '../../state/use-beside.ts';
import { silentTarget, useCompanionPath } from '../../state/use-companion-path.ts';
import styles from './alertmanager-view.module.css';
import type { ChangeState } from './use-alertmanager-state.ts';
import type { Readings } from './use-reading.ts';

export interface NoAnswerProps {
  readonly readings: Readings;
  /** It can be asked. */
  readonly live: boolean;
  readonly chosen: string | undefined;
  readonly change: ChangeState;
}

export function NoAnswer(props: NoAnswerProps) {
  return (
    <div className={list.why}>
      <Content {...props} />
    </div>
  );
}

function Content({ readings, live, chosen, change }: NoAnswerProps) {
  const { t } = useTranslation('alertmanager');
  const { name, context } = useAsked();
  const { address, edit } = useBeside(context, 'alertmanager');
  const { startedAtMs, problem, refresh, cancel } = readings;
  const silent = silentTarget(problem);
  const path = useCompanionPath(context, 'alertmanager', silent);
  return (
    <CompanionUnread
      {...{ live, name, startedAtMs, problem, refresh, cancel }}
      url={chosen === undefined ? address?.url : undefined}
      say={(text, values) => t(`unread.${text}`, values)}
      likeliest={
        chosen === undefined ? null : (
          <Button onClick={() => change({ chosen: undefined })}>{t('used.likeliest')}</Button>
        )
      }
      path={silent === '' ? null : <PathButton target={silent} {...path} onDone={refresh} />}
      typing={
        edit === undefined ? null : (
          <Button onClick={edit}>{t(address === undefined ? 'used.typeAddress' : 'used.changeAddress')}</Button>
        )
      }
    />
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

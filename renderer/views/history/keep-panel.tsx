/** How long, and how much: what is older or more goes. A limit that would take something at once says what, and waits for a yes. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatBytes } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { ChoiceMenu } from '../../components/menu.tsx';
import { Panel } from '../../components/panel.tsx';
import { useSettings } from '../../state/stores.tsx';
import { formatLength, formatMoment } from './formats.ts';
import { ageChoicesMs, choicesWith, lostByAge, lostBySize, sizeChoices } from './limits.ts';
import styles from './side-panel.module.css';

export interface KeepPanelProps {
  readonly context: ContextId;
  readonly report: RecorderReport;
  readonly stored: StoredSource | undefined;
}

/** A limit that was chosen and would take something. */
type Asked = { readonly mostAgeMs: number } | { readonly mostBytes: number };

export function KeepPanel({ context, report: { plan }, stored }: KeepPanelProps) {
  const { t, i18n } = useTranslation('history');
  const locale = i18n.language;
  const client = useClient();
  const errorText = useErrorText();
  const [asked, setAsked] = useState<Asked | undefined>();
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const size = (bytes: number) => formatBytes(bytes, { locale });
  const apply = (what: Asked) => {
    setAsked(undefined);
    void failureOf(client.recorder.change({ context, ...what })).then(setProblem);
  };
  const chooseAge = (mostAgeMs: number) =>
    lostByAge(stored, mostAgeMs, Date.now()) === undefined ? apply({ mostAgeMs }) : setAsked({ mostAgeMs });
  const chooseSize = (mostBytes: number) =>
    lostBySize(stored, mostBytes) === 0 ? apply({ mostBytes }) : setAsked({ mostBytes });
  return (
    <Panel title={t('keep.title')}>
      <div className={styles.body}>
        <div className={styles.row}>
          <span className={styles.label}>{t('keep.age')}</span>
          <ChoiceMenu
            label={t('keep.ageNow', { time: formatLength(plan.mostAgeMs) })}
            button={formatLength(plan.mostAgeMs)}
            choices={choicesWith(ageChoicesMs, plan.mostAgeMs).map((ms) => ({
              value: String(ms),
              label: formatLength(ms),
            }))}
            value={String(plan.mostAgeMs)}
            onChange={(value) => chooseAge(Number(value))}
          />
        </div>
        <div className={styles.row}>
          <span className={styles.label}>{t('keep.size')}</span>
          <ChoiceMenu
            label={t('keep.sizeNow', { size: size(plan.mostBytes) })}
            button={size(plan.mostBytes)}
            choices={choicesWith(sizeChoices, plan.mostBytes).map((bytes) => ({
              value: String(bytes),
              label: size(bytes),
            }))}
            value={String(plan.mostBytes)}
            onChange={(value) => chooseSize(Number(value))}
          />
        </div>
        {asked === undefined ? null : (
          <div className={styles.asked} role="alert">
            <p>
              <Loss asked={asked} stored={stored} />
            </p>
            <div className={styles.buttons}>
              <Button size="small" look="primary" onClick={() => apply(asked)}>
                {t('keep.yes')}
              </Button>
              <Button size="small" onClick={() => setAsked(undefined)}>
                {t('keep.no')}
              </Button>
            </div>
          </div>
        )}
        {problem === undefined ? null : (
          <p role="alert" className={styles.problem}>
            {plainText(errorText(problem).verdict)}
          </p>
        )}
        <p className={styles.note}>{t('keep.note')}</p>
      </div>
    </Panel>
  );
}

function Loss({ asked, stored }: { readonly asked: Asked; readonly stored: StoredSource | undefined }) {
  const { t, i18n } = useTranslation('history');
  const { timeZone } = useSettings();
  const nowMs = Date.now();
  if ('mostBytes' in asked) {
    const bytes = lostBySize(stored, asked.mostBytes);
    return t('keep.lostSize', { size: formatBytes(bytes, { locale: i18n.language }) });
  }
  const untilMs = lostByAge(stored, asked.mostAgeMs, nowMs) ?? nowMs;
  return t('keep.lostAge', {
    time: formatMoment(untilMs, nowMs, timeZone, i18n.language),
    length: formatLength(untilMs - (stored?.firstMs ?? untilMs)),
  });
}

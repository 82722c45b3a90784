/** The log: what was asked about the chosen candidate and about the cluster, what came back, and how long it took. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnosis, DiagnosisCandidate } from '../../../shared/model/diagnosis.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { useSettings } from '../../state/stores.tsx';
import { diagnosisText } from './diagnosis-text.ts';
import { StepRow } from './step-row.tsx';
import type { WordsInput } from './step-words.ts';
import table from './table.module.css';
import { candidateName } from './transports.ts';
import styles from './tried-panel.module.css';
import type { VerdictText } from './verdict-words.ts';

export interface TriedPanelProps {
  readonly diagnosis: Diagnosis;
  readonly candidate: DiagnosisCandidate | undefined;
  readonly contextName: string;
  readonly verdict: VerdictText;
}

export function TriedPanel({ diagnosis, candidate, contextName, verdict }: TriedPanelProps) {
  const { t } = useTranslation('discovery');
  const words = useWordsInput(diagnosis.user);
  const text = () => diagnosisText({ ...words, contextName, diagnosis, verdict });
  // By its place in the whole log: a step has no name of its own.
  const steps = useMemo(
    () =>
      diagnosis.steps
        .map((step, index) => ({ step, place: diagnosis.dropped + index }))
        .filter(({ step }) => step.candidate === undefined || step.candidate === candidate?.id),
    [diagnosis, candidate?.id],
  );
  return (
    <Panel
      title={t('log.title')}
      note={candidate === undefined ? t('log.general') : candidateName(candidate)}
      aside={<CopyButton text={text} label={t('action.copyText')} look="quiet" />}
    >
      {diagnosis.dropped === 0 ? null : <p className={styles.note}>{t('log.dropped', { count: diagnosis.dropped })}</p>}
      {steps.length === 0 ? (
        <p className={styles.note}>{t('log.empty')}</p>
      ) : (
        <div className={table.scroller}>
          <table className={`${table.table} ${styles.log}`} aria-label={t('log.title')}>
            <thead>
              <tr>
                <th scope="col" className={styles.after} data-numeric="true">
                  {t('log.after')}
                </th>
                <th scope="col" className={styles.outcome}>
                  <span className="spoken">{t('log.outcome')}</span>
                </th>
                <th scope="col" className={styles.step}>
                  {t('log.step')}
                </th>
                <th scope="col">{t('log.answer')}</th>
                <th scope="col" className={styles.status}>
                  {t('log.status')}
                </th>
                <th scope="col" className={styles.ms} data-numeric="true">
                  {t('log.ms')}
                </th>
              </tr>
            </thead>
            <tbody>
              {steps.map(({ step, place }) => (
                <StepRow key={place} step={step} words={words} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function useWordsInput(user: string): WordsInput {
  const { t, i18n } = useTranslation('discovery');
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  const { language } = i18n;
  return useMemo(
    () => ({ t, short: (error) => errorText(error).short, user, timeZone, language }),
    [t, errorText, user, timeZone, language],
  );
}

/** The coverage of a source that has no rules: all that is scraped, or all that a record has. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeAxis } from '../../charts/time-axis.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Panel } from '../../components/panel.tsx';
import { useSettings } from '../../state/stores.tsx';
import { recordedPart, stripParts } from './coverage-model.ts';
import { CoverageStrip } from './coverage-strip.tsx';
import { formatPercent } from './formats.ts';
import type { CoverageState } from './use-coverage.ts';
import styles from './whole-panel.module.css';

export interface WholePanelProps extends CoverageState {
  readonly lengthChoice: ReactNode;
}

export function WholePanel({ coverage, problem, lengthChoice }: WholePanelProps) {
  const { t, i18n } = useTranslation('history');
  const { timeZone } = useSettings();
  if (coverage === undefined)
    return problem === undefined ? null : (
      <Panel title={t('coverage.title')}>
        <ErrorPanel error={problem} />
      </Panel>
    );
  const percent = formatPercent(recordedPart(coverage.all, coverage.window), i18n.language);
  return (
    <Panel title={t('coverage.title')} note={t('coverage.part', { percent })} aside={lengthChoice}>
      <div className={styles.body}>
        <CoverageStrip
          label={t('coverage.of', { name: t('coverage.everything'), percent })}
          parts={stripParts(coverage.all, coverage.window)}
        />
        <TimeAxis {...coverage.window} timeZone={timeZone} />
      </div>
    </Panel>
  );
}

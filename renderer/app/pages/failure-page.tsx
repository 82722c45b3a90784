/**
 * Why a context is not connected, in a sentence, and where it can be mended. What was tried in its cluster, and all that can be done about
 * it, is under Discovery; trying again is in the header.
 */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { ServerWords } from '../../components/server-words.tsx';
import { addressPath, contextPath, settingsPath } from '../../state/routing.ts';
import { useSettings } from '../../state/stores.tsx';
import { type Fix, fixOf } from '../fixes.ts';
import { secondsLeft } from '../state-text.ts';
import { ContextFacts } from './context-facts.tsx';
import styles from './failure-page.module.css';
import { ReadingPage } from './reading-page.tsx';

export interface FailurePageProps {
  readonly context: ContextSummary;
  readonly why: AppErrorData;
  /** `unusable`: its kubeconfig says too little of it to try. */
  readonly kind: 'backingOff' | 'stopped' | 'unusable';
  /** Until the next try; only when backing off. */
  readonly leftMs?: number;
}

export function FailurePage({ context, why, kind, leftMs = 0 }: FailurePageProps) {
  const { t } = useTranslation();
  const { verdict, advice, words } = useErrorText()(why);
  const countdown = leftMs <= 0 ? t('backingOff.now') : t('backingOff.again', { time: secondsLeft(leftMs) });
  const again = kind === 'backingOff' ? countdown : kind === 'stopped' ? t('stopped.again') : '';
  return (
    <ReadingPage
      verdict={verdict}
      glyph={kind === 'backingOff' ? 'backingOff' : 'stopped'}
      reading={
        <>
          {advice} {again}
        </>
      }
    >
      {kind === 'unusable' ? null : <WaysOn context={context} why={why} />}
      <ServerWords words={words} />
      {kind === 'unusable' || context.address !== undefined ? <ContextFacts context={context} /> : null}
    </ReadingPage>
  );
}

function WaysOn({ context, why }: Pick<FailurePageProps, 'context' | 'why'>) {
  const { t } = useTranslation();
  const fix = fixOf(context, why, useSettings().addresses);
  const diagnosed = context.address === undefined;
  if (fix === undefined && !diagnosed) return null;
  return (
    <div className={styles.ways}>
      {diagnosed ? (
        <Button onClick={() => navigate(contextPath(context.id, 'discovery'))}>{t('failure.diagnosis')}</Button>
      ) : null}
      {fix === undefined ? null : <FixButton fix={fix} />}
    </div>
  );
}

function FixButton({ fix }: { readonly fix: Fix }) {
  const { t } = useTranslation();
  return fix.kind === 'address' ? (
    <Button onClick={() => navigate(addressPath(fix.id))}>{t('failure.editAddress')}</Button>
  ) : (
    <Button onClick={() => navigate(settingsPath(fix.section))}>{t('failure.settings')}</Button>
  );
}

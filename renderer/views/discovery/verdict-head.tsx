/** The verdict in one sentence, the reading of it, words that are not ours, and the one thing to do where nothing else is on the page. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { ServerWords } from '../../components/server-words.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { addressPath } from '../../state/routing.ts';
import { plainText } from './plain-text.ts';
import type { Discovery } from './use-discovery.ts';
import type { Verdict } from './verdict.ts';
import styles from './verdict-head.module.css';
import type { VerdictText } from './verdict-words.ts';

export interface VerdictHeadProps {
  readonly text: VerdictText;
  readonly verdict: Verdict;
  readonly context: ContextSummary;
  readonly discovery: Discovery;
}

export function VerdictHead({ text, verdict, context, discovery }: VerdictHeadProps) {
  const { t } = useTranslation('discovery');
  const { address } = context;
  return (
    <div className={styles.head}>
      <h2 className={styles.verdict}>{text.verdict}</h2>
      {text.reading.length === 0 ? null : <p className={styles.reading}>{text.reading.join(' ')}</p>}
      {text.words === undefined ? null : (
        <div className={styles.words}>
          <ServerWords words={text.words} />
        </div>
      )}
      <Problem error={discovery.problem} />
      {verdict.kind === 'never' ? (
        <div className={styles.actions}>
          <Button look="primary" onClick={discovery.look}>
            {t('action.look')}
          </Button>
        </div>
      ) : null}
      {address === undefined ? null : (
        <div className={styles.actions}>
          <Button onClick={() => navigate(addressPath(address))}>{t('action.editAddress')}</Button>
        </div>
      )}
      <Spoken running={discovery.running !== undefined} verdict={text.verdict} />
    </div>
  );
}

/** What was asked for on this page and did not come about. */
function Problem({ error }: { readonly error: AppErrorData | undefined }) {
  const errorText = useErrorText();
  if (error === undefined) return null;
  const { verdict, advice, words } = errorText(error);
  return (
    <div className={styles.problem} role="alert">
      <p className={styles.problemTitle}>
        <StateGlyph kind="bad" />
        <b>{plainText(verdict)}</b>
      </p>
      {advice === '' ? null : <p className={styles.advice}>{plainText(advice)}</p>}
      <ServerWords words={words} />
    </div>
  );
}

/** The beginning and the end of a search, read aloud. The connection's own changes are said by the shell. */
function Spoken({ running, verdict }: { readonly running: boolean; readonly verdict: string }) {
  const { t } = useTranslation('discovery');
  const [ran, setRan] = useState(false);
  useEffect(() => {
    if (running) setRan(true);
  }, [running]);
  const text = running ? t('running.label') : ran ? t('running.done', { verdict }) : '';
  return (
    <p role="status" className="spoken">
      {text}
    </p>
  );
}

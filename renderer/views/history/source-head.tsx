/** The verdict on a source: whether it is recorded, how, and the one thing to do next. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecordingEstimate } from '../../../shared/model/recorder.ts';
import type { RecordingFacts } from '../../../shared/model/recording.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { ServerWords } from '../../components/server-words.tsx';
import { useNow } from '../../components/use-now.ts';
import verdictStyles from '../../components/verdict.module.css';
import { contextPath } from '../../state/routing.ts';
import { useSettings } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import { useEstimate } from '../../state/use-estimate.ts';
import { formatMoment } from './formats.ts';
import styles from './source-head.module.css';
import type { SourceState } from './source-state.ts';
import { type HeadWords, headWords } from './source-words.ts';

export interface SourceHeadProps {
  readonly context: ContextId;
  readonly name: string;
  readonly state: SourceState;
  readonly stored: StoredSource | undefined;
  readonly facts: RecordingFacts | undefined;
  /** The rules are shown already. */
  readonly choosing: boolean;
  readonly onChoose: () => void;
}

export function SourceHead(props: SourceHeadProps) {
  const { t, i18n } = useTranslation('history');
  const { context, name, state, stored } = props;
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  const nowMs = useNow(state.kind === 'failing');
  const { estimate, problem } = useEstimate(context, state.kind === 'question' ? state.report.plan.rules : undefined);
  const again = state.kind === 'failing' ? secondsTo(state.untilMs, nowMs) : '';
  const words = headWords({
    ...{ t, locale: i18n.language, errorText },
    ...{ name: plainText(name), state, stored, again },
    moment: (timeMs) => formatMoment(timeMs, Date.now(), timeZone, i18n.language),
  });
  const failed = state.kind === 'failing' || state.kind === 'failed';
  return (
    <div className={verdictStyles.head} role={failed ? 'alert' : undefined}>
      <h2 className={verdictStyles.verdict}>{words.verdict}</h2>
      <p className={verdictStyles.reading}>{words.reading}</p>
      {failed ? <ServerWords words={errorText(state.problem).words} /> : null}
      {state.kind === 'question' ? <Estimate estimate={estimate} problem={problem} /> : null}
      <Actions {...props} words={words} />
    </div>
  );
}

const secondsTo = (untilMs: number, nowMs: number): string =>
  formatSpan(Math.max(1000, Math.ceil((untilMs - nowMs) / 1000) * 1000), { wholeSeconds: true });

interface EstimateProps {
  readonly estimate: RecordingEstimate | undefined;
  readonly problem: AppErrorData | undefined;
}

/** What yes would mean: in numbers, with what a month of it takes. */
function Estimate({ estimate, problem }: EstimateProps) {
  const { t, i18n } = useTranslation('history');
  const errorText = useErrorText();
  const locale = i18n.language;
  if (problem !== undefined) return <p className={styles.uncounted}>{plainText(errorText(problem).verdict)}</p>;
  if (estimate === undefined) {
    return (
      <div className={styles.counting}>
        <NeatlineProgress label={t('question.counting')} />
        <p>{t('question.counting')}</p>
      </div>
    );
  }
  const facts = [
    [t('question.series'), formatCount(estimate.series, locale)],
    [t('question.samples'), formatCount(estimate.samplesADay, locale)],
    [t('question.day'), formatBytes(estimate.bytesADay, { locale })],
    [t('question.month'), formatBytes(estimate.bytesADay * 30, { locale })],
  ] as const;
  return (
    <dl className={styles.numbers}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({
  context,
  state,
  stored,
  choosing,
  onChoose,
  words,
}: SourceHeadProps & { readonly words: HeadWords }) {
  const { t } = useTranslation('history');
  const client = useClient();
  const chooseSettings = useChooseSettings();
  const { busy, problem, run } = useWork();
  const errorText = useErrorText();
  const change = (isOn: boolean) => run(client.recorder.change({ context, isOn }));
  const buttons = () => {
    switch (state.kind) {
      case 'question':
        return (
          <>
            <Button look={choosing ? 'plain' : 'primary'} busy={busy} onClick={() => change(true)}>
              {t('question.record')}
            </Button>
            {choosing ? null : <Button onClick={onChoose}>{t('question.choose')}</Button>}
            <Button busy={busy} onClick={() => change(false)}>
              {t('question.no')}
            </Button>
          </>
        );
      case 'off':
        return (
          <Button look="primary" busy={busy} onClick={() => change(true)}>
            {t('source.record')}
          </Button>
        );
      case 'recording':
      case 'starting':
      case 'failing':
        return (
          <Button busy={busy} onClick={() => change(false)}>
            {t('source.stop')}
          </Button>
        );
      case 'computerOff':
        return (
          <Button look="primary" onClick={() => void chooseSettings({ computer: { record: true } })}>
            {t('source.recordComputer')}
          </Button>
        );
      case 'record':
        return stored === undefined ? null : (
          <Button look="primary" onClick={() => navigate(contextPath(stored.record, 'explorer'))}>
            {t('source.open')}
          </Button>
        );
      case 'away':
      case 'failed':
        return (
          <Button look="primary" busy={busy} onClick={() => run(client.connections.connect({ context }))}>
            {t(state.kind === 'away' ? 'source.connect' : 'source.again')}
          </Button>
        );
      default:
        return null;
    }
  };
  const shown = buttons();
  if (shown === null && words.note === undefined) return null;
  return (
    <div className={styles.actions}>
      {shown}
      {words.note === undefined ? null : <span className={styles.note}>{words.note}</span>}
      {problem === undefined ? null : (
        <p role="alert" className={styles.problem}>
          {plainText(errorText(problem).verdict)}
        </p>
      )}
    </div>
  );
}

/** One thing at a time, and why the last one was not done. */
function useWork() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const run = (work: Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    void failureOf(work).then((failure) => {
      setBusy(false);
      setProblem(failure);
    });
  };
  return { busy, problem, run };
}

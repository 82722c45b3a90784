/** What came of asking, saving or removing: under way, the answer with its facts, or exactly why not. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatTime } from '../../../shared/format/time.ts';
import type { AddressTest, CompanionTest } from '../../../shared/model/address.ts';
import { companionNames } from '../../../shared/model/companion.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useElapsed } from '../../components/use-elapsed.ts';
import { useNow } from '../../components/use-now.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './test-result.module.css';
import type { Work } from './use-address-work.ts';

export interface TestResultProps {
  readonly work: Work;
  readonly url: string;
  readonly onCancel: () => void;
}

export function TestResult({ work, url, onCancel }: TestResultProps) {
  switch (work.kind) {
    case 'none':
      return null;
    case 'busy':
      return work.what === 'test' ? <Asking url={url} startedMs={work.startedMs} onCancel={onCancel} /> : null;
    case 'failed':
      return (
        <div className={styles.framed}>
          <ErrorPanel error={work.error} />
        </div>
      );
    case 'answered':
      return 'companion' in work.result ? <CompanionAnswer result={work.result} /> : <Answer result={work.result} />;
  }
}

interface AskingProps {
  readonly url: string;
  readonly startedMs: number;
  readonly onCancel: () => void;
}

function Asking({ url, startedMs, onCancel }: AskingProps) {
  const { t, i18n } = useTranslation('address');
  const time = `${formatFixed(useElapsed(startedMs) / 1000, 1, i18n.language)} s`;
  return (
    <div className={styles.asking}>
      <NeatlineProgress label={t('test.label')} />
      <p className={styles.text}>{t('test.asking', { url, time })}</p>
      <Button size="small" onClick={onCancel}>
        {t('test.cancel')}
      </Button>
    </div>
  );
}

function Answer({ result }: { readonly result: AddressTest }) {
  const { t } = useTranslation(['address', 'discovery']);
  const { timeZone } = useSettings();
  const nowMs = useNow();
  const { engine, version, pathPrefix, answerMs, newestSampleMs } = result;
  const newest =
    engine === 'agent'
      ? t('address:test.keepsNone')
      : newestSampleMs === undefined
        ? t('address:test.noSample')
        : t('address:test.newestAt', {
            time: formatTime(newestSampleMs, timeZone),
            age: formatSpan(nowMs - newestSampleMs, { wholeSeconds: true }),
          });
  const facts: readonly (readonly [string, string])[] = [
    [t('address:test.server'), `${t(`discovery:engine.${engine}`)} ${version}`],
    [t('address:test.prefix'), pathPrefix === '' ? t('address:test.noPrefix') : pathPrefix],
    [t('address:test.answerTime'), formatSpan(answerMs)],
    [t('address:test.newest'), newest],
  ];
  return <Facts facts={facts} />;
}

function CompanionAnswer({ result }: { readonly result: CompanionTest }) {
  const { t } = useTranslation('address');
  const { companion, version, pathPrefix, answerMs } = result;
  const facts: readonly (readonly [string, string])[] = [
    [t('test.server'), `${companionNames[companion]} ${plainText(version)}`],
    [t('test.prefix'), pathPrefix === '' ? t('test.noPrefix') : pathPrefix],
    [t('test.answerTime'), formatSpan(answerMs)],
  ];
  return <Facts facts={facts} />;
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  const { t } = useTranslation('address');
  return (
    <section className={styles.framed} role="status">
      <h2 className={styles.title}>
        <StateGlyph kind="ok" />
        {t('test.answers')}
      </h2>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

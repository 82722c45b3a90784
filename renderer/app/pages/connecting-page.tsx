/** On the way to a connection: the steps in words, how long it has taken. Cancel is in the header. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { ConnectionStep, ContextSummary } from '../../../shared/model/context.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import styles from './connecting-page.module.css';
import { ReadingPage } from './reading-page.tsx';

export interface ConnectingPageProps {
  readonly context: ContextSummary;
  /** Where discovery is; undefined while signing in. */
  readonly step: ConnectionStep | undefined;
  readonly elapsedMs: number;
}

/** Nothing for this long: most connections stand before a progress bar could be read. */
const quietMs = 150;

export function ConnectingPage({ context, step, elapsedMs }: ConnectingPageProps) {
  const { t } = useTranslation();
  const { verdict, reading, steps, reached } = wordsOf(t, context, step);
  const glyph = (index: number): GlyphKind => (index < reached ? 'ok' : index === reached ? 'turning' : 'idle');
  return (
    <div className={styles.late} style={{ animationDelay: `${quietMs}ms` }}>
      <ReadingPage verdict={verdict} reading={reading}>
        <div className={styles.progress}>
          <NeatlineProgress label={t('connecting.progress')} />
          <ol className={styles.steps}>
            {steps.map((text, index) => (
              <li key={text} className={styles.step} data-reached={index <= reached}>
                <StateGlyph kind={glyph(index)} />
                {text}
              </li>
            ))}
          </ol>
          <p className={styles.elapsed}>
            {t('connecting.elapsed', { time: formatSpan(elapsedMs, { wholeSeconds: true }) })}
          </p>
        </div>
      </ReadingPage>
    </div>
  );
}

interface Words {
  readonly verdict: string;
  readonly reading: string;
  readonly steps: readonly string[];
  /** The index of the step that is under way. */
  readonly reached: number;
}

function wordsOf(t: TFunction, context: ContextSummary, step: ConnectionStep | undefined): Words {
  const server = context.server ?? '';
  if (context.isComputer === true) {
    return {
      verdict: t('connecting.verdictComputer'),
      reading: t('connecting.readingComputer'),
      steps: [],
      reached: 0,
    };
  }
  if (context.address !== undefined) {
    return {
      verdict: t('connecting.verdictAddress'),
      reading: t('connecting.readingAddress', { url: server }),
      steps: [t('connecting.stepAddress')],
      reached: 0,
    };
  }
  return {
    verdict: step === undefined ? t('connecting.verdictAuthenticating') : t('connecting.verdictDiscovering'),
    reading: t('connecting.reading', { server }),
    steps: [
      t('connecting.stepSignIn', { user: context.user }),
      t('connecting.stepFind'),
      // Which way comes with the finding.
      t(`connecting.reach.${step ?? 'services'}`),
    ],
    reached: step === undefined ? 0 : step === 'services' ? 1 : 2,
  };
}

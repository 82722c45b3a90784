/** On the way to a connection: the steps in words, how long it has taken. Cancel is in the header. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import styles from './connecting-page.module.css';
import { ReadingPage } from './reading-page.tsx';

export interface ConnectingPageProps {
  readonly context: ContextSummary;
  readonly phase: 'authenticating' | 'discovering';
  /** Where discovery is; undefined while signing in. */
  readonly step: string | undefined;
  readonly elapsedMs: number;
}

/** The steps of discovery, by their names in the backend, that come after the services were listed. */
const reachingSteps: ReadonlySet<string | undefined> = new Set(['probing', 'firstAnswer']);

/** Nothing for this long: most connections stand before a progress bar could be read. */
const quietMs = 150;

export function ConnectingPage({ context, phase, step, elapsedMs }: ConnectingPageProps) {
  const { t } = useTranslation();
  const reached = phase === 'authenticating' ? 0 : reachingSteps.has(step) ? 2 : 1;
  const steps = [
    t('connecting.stepSignIn', { user: context.user }),
    t('connecting.stepFind'),
    t('connecting.stepReach'),
  ];
  const glyph = (index: number): GlyphKind => (index < reached ? 'ok' : index === reached ? 'turning' : 'idle');
  const server = context.server ?? '';
  return (
    <div className={styles.late} style={{ animationDelay: `${quietMs}ms` }}>
      <ReadingPage
        verdict={
          phase === 'authenticating' ? t('connecting.verdictAuthenticating') : t('connecting.verdictDiscovering')
        }
        reading={t('connecting.reading', { server })}
      >
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

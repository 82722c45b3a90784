/** Over the text: what of it is shown, what pool one is in, and what can be done with it. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useAsked } from '../../state/asked.tsx';
import { viewPath } from '../../state/from-record.ts';
import type { ConfigDocument } from './document.ts';
import { jobAt, jobsKey, type Part } from './outline.ts';
import styles from './part-head.module.css';
import type { Folds } from './use-folds.ts';

export interface PartHeadProps {
  readonly document: ConfigDocument;
  /** The pool that is shown alone. */
  readonly job: string | undefined;
  readonly part: Part;
  readonly folds: Folds;
  /** Where one is; -1: nowhere. */
  readonly line: number;
  readonly onAlone: (line: number) => void;
  readonly onAll: () => void;
}

const longestName = 40;

export function PartHead({ document, job, part, folds, line, onAlone, onAll }: PartHeadProps) {
  const { t } = useTranslation('configuration');
  const here = job ?? (line < 0 ? undefined : jobAt(document, line)?.name);
  return (
    <header className={styles.head}>
      <h2 className={styles.title}>{job === undefined ? t('text.whole') : t('text.job', { job: short(job) })}</h2>
      <span className={styles.note}>
        <Note document={document} job={job} part={part} />
      </span>
      <div className={styles.actions}>
        {here === undefined ? null : (
          <>
            {job === undefined ? (
              <Button size="small" onClick={() => onAlone(line)}>
                {t('text.alone', { job: short(here) })}
              </Button>
            ) : (
              <Button size="small" onClick={onAll}>
                {t('text.showAll')}
              </Button>
            )}
            <TargetsButton job={here} />
          </>
        )}
        {job === undefined ? (
          <Button size="small" onClick={folds.isFolded ? folds.unfoldAll : folds.foldAll}>
            {t(folds.isFolded ? 'text.unfoldAll' : 'text.foldAll')}
          </Button>
        ) : null}
        <CopyButton
          text={() => (job === undefined ? document.text : partText(document, part))}
          label={t(job === undefined ? 'text.copyAll' : 'text.copyPart')}
        />
      </div>
    </header>
  );
}

const short = (name: string) => shortened(plainText(name), longestName);

function TargetsButton({ job }: { readonly job: string }) {
  const { t } = useTranslation('configuration');
  const { context } = useAsked();
  const search = new URLSearchParams({ pool: job }).toString();
  return (
    <Button size="small" onClick={() => navigate(viewPath(context, 'targets', search))}>
      {t('text.targets', { job: short(job) })}
    </Button>
  );
}

/** "20,123 lines · 735 pools", or "lines 120 to 164". */
function Note({ document, job, part }: Pick<PartHeadProps, 'document' | 'job' | 'part'>) {
  const { t, i18n } = useTranslation('configuration');
  const number = (count: number) => formatCount(count, i18n.language);
  if (job !== undefined) return t('text.place', { from: number(part.from + 1), to: number(part.to + 1) });
  const count = document.lines.length;
  const pools = document.sections.find(({ key }) => key === jobsKey)?.entries.length ?? 0;
  const lines = t('text.lines', { count, n: number(count) });
  return pools === 0 ? lines : `${lines} · ${t('text.pools', { count: pools, n: number(pools) })}`;
}

/** As it came: what is harmless is only shown. */
function partText({ text }: ConfigDocument, { from, to }: Part): string {
  return text
    .split('\n')
    .slice(from, to + 1)
    .join('\n');
}

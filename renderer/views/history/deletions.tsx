/** What is to be deleted and can still be taken back: what it is in words, when it goes, and the two ways on. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import type { TimeZone } from '../../../shared/format/time.ts';
import { Band } from '../../components/band.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNow } from '../../components/use-now.ts';
import type { Deletion } from '../../state/deletions-store.ts';
import { useDeletions, useSettings, useStores } from '../../state/stores.tsx';
import styles from './deletions.module.css';
import { formatMoment } from './formats.ts';

export function PendingDeletions() {
  const { t } = useTranslation('history');
  const deletions = useDeletions();
  if (deletions.length === 0) return null;
  return (
    <section className={styles.list} aria-label={t('delete.list')}>
      {deletions.map((deletion) => (
        <One key={deletion.id} deletion={deletion} />
      ))}
    </section>
  );
}

function One({ deletion }: { readonly deletion: Deletion }) {
  const { t, i18n } = useTranslation('history');
  const errorText = useErrorText();
  const { deletions } = useStores();
  const { timeZone } = useSettings();
  const { id, state, atMs, problem } = deletion;
  const nowMs = useNow(state === 'waiting');
  const left = formatSpan(Math.max(1000, Math.ceil((atMs - nowMs) / 1000) * 1000), { wholeSeconds: true });
  const what = deletedWords(t, deletion, { nowMs, timeZone, locale: i18n.language });
  if (state === 'running')
    return (
      <Band tone="plain" glyph="turning" title={t('delete.running')}>
        {what}
      </Band>
    );
  if (problem !== undefined) {
    const { verdict, advice } = errorText(problem);
    return (
      <Band
        tone="bad"
        glyph="bad"
        title={t('delete.failed', { name: plainText(deletion.name) })}
        actions={
          <>
            <Button size="small" onClick={() => deletions.confirm(id)}>
              {t('delete.again')}
            </Button>
            <Button size="small" onClick={() => deletions.undo(id)}>
              {t('delete.leave')}
            </Button>
          </>
        }
      >
        {plainText(`${verdict} ${advice}`)}
      </Band>
    );
  }
  return (
    <Band
      tone="warn"
      glyph="pending"
      title={t('delete.will', { time: left })}
      actions={
        <>
          <Button size="small" look="primary" onClick={() => deletions.undo(id)}>
            {t('delete.undo')}
          </Button>
          <Button size="small" onClick={() => deletions.confirm(id)}>
            {t('delete.now')}
          </Button>
        </>
      }
    >
      {what}
    </Band>
  );
}

interface Wording {
  readonly nowMs: number;
  readonly timeZone: TimeZone;
  readonly locale: string;
}

const longestSelectors = 160;

function deletedWords(t: TFunction<'history'>, { name, part }: Deletion, { nowMs, timeZone, locale }: Wording): string {
  if (part === undefined) return t('delete.whole', { name: plainText(name) });
  return t('delete.part', {
    name: plainText(name),
    selectors: shortened(plainText(part.selectors.join(', ')), longestSelectors),
    from: formatMoment(part.startMs, nowMs, timeZone, locale),
    to: formatMoment(part.endMs, nowMs, timeZone, locale),
  });
}

/** A target: how it is, where it is asked, what tells it apart, its last scrape; below it why that failed, and its details where it is open. */
import { type MouseEvent, memo, useEffect, useState } from 'react';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainLines, plainText } from '../../../shared/format/plain-text.ts';
import type { Target } from '../../../shared/model/target.ts';
import { Chip, LabelChips } from '../../charts/label-chips.tsx';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Below } from '../../components/below.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Cell, GridRow, StateCell } from '../../components/grid-parts.tsx';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import { ShareBar } from '../../components/share-bar.tsx';
import type { GlyphKind } from '../../components/state-glyph.tsx';
import { failureKind } from './failure-kind.ts';
import { endpointOf, formatScrape } from './format-texts.ts';
import { Ago, useRowTexts } from './row-texts.tsx';
import { TargetDetails, type TargetDetailsActions } from './target-details.tsx';
import styles from './target-rows.module.css';
import type { PoolModel } from './targets-model.ts';

export interface TargetRowProps {
  readonly target: Target;
  readonly pool: PoolModel;
  readonly open: boolean;
  readonly place: number;
  readonly of: number;
  readonly frame: RowFrame;
  readonly actions: TargetRowActions;
}

export interface TargetRowActions extends TargetDetailsActions {
  readonly onToggle: (key: string) => void;
  /** Of what stands below the first line, by the row's key. */
  readonly onHeight: (row: string, heightPx: number) => void;
}

const healthGlyphs: Readonly<Record<Target['health'], GlyphKind>> = { up: 'ok', down: 'bad', unknown: 'idle' };

export const TargetRow = memo(
  function TargetRow({ target, pool, open, place, of, frame, actions }: TargetRowProps) {
    const { t, locale, isRecord } = useRowTexts();
    const { health, error, samples, lastScrapeMs } = target;
    const toggle = (event: MouseEvent<HTMLElement>) => {
      // Whoever marks a text to copy it does not mean the row.
      if (document.getSelection()?.isCollapsed === false) return;
      if (event.target instanceof Element && event.target.closest('button, a, [data-inside]') !== null) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onToggle(target.key);
    };
    return (
      <GridRow frame={frame} level={2} open={open} place={{ at: place, of }} className={styles.target} onClick={toggle}>
        <div className={styles.line} role="presentation">
          <StateCell look={health} glyph={healthGlyphs[health]} word={t(`health.${health}`)} />
          <Cell className={styles.endpoint}>
            <EndpointText url={target.url} />
          </Cell>
          <Cell className={styles.labels}>
            <LabelChips labels={target.labels} names={pool.naming} />
          </Cell>
          <Cell className={styles.number}>
            {lastScrapeMs === undefined ? <NoScrape isRecord={isRecord} /> : <Ago timeMs={lastScrapeMs} />}
          </Cell>
          <Cell className={styles.number}>{samples === undefined ? '' : formatCount(samples, locale)}</Cell>
          <Cell className={styles.duration}>
            <DurationCell target={target} />
          </Cell>
        </div>
        {error === '' && !open ? null : (
          <Below row={frame['data-row']} onHeight={actions.onHeight}>
            {error === '' ? null : <ErrorLine text={error} />}
            {open ? <TargetDetails target={target} actions={actions} /> : null}
          </Below>
        )}
      </GridRow>
    );
  },
  (a, b) =>
    a.target === b.target &&
    a.pool === b.pool &&
    a.open === b.open &&
    a.place === b.place &&
    a.of === b.of &&
    a.actions === b.actions &&
    isSameFrame(a.frame, b.frame),
);

/** A record has the health of a target, and not how it was scraped. */
function NoScrape({ isRecord }: { readonly isRecord: boolean }) {
  const { t } = useRowTexts();
  return isRecord ? <span title={t('target.notKept')}>–</span> : t('target.never');
}

function ErrorLine({ text }: { readonly text: string }) {
  const { t } = useRowTexts();
  const kind = failureKind(text);
  return (
    <div className={styles.error}>
      <span className="spoken">{t('target.error')}</span>
      <div className={styles.words}>
        {kind === undefined ? null : <p className={styles.saying}>{t(`failure.${kind}`)}</p>}
        <code className={styles.errorText}>{plainLines(text)}</code>
      </div>
      <CopyButton text={text} look="quiet" />
    </div>
  );
}

/** Where a target is asked. Most are in a network that this computer is not in: what can be done with it is to copy it. */
function EndpointText({ url }: { readonly url: string }) {
  const { t } = useRowTexts();
  const { text, parameters } = endpointOf(url);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      // A clipboard that refuses: the URL can be marked and copied in the details.
      () => undefined,
    );
  };
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        data-copy
        className={styles.url}
        aria-label={t('target.copy', { url: plainText(url) })}
        onClick={copy}
      >
        <MiddleText>{text}</MiddleText>
      </button>
      {copied ? <span className={styles.copied}>{t('target.copied')}</span> : null}
      {parameters.length === 0 ? null : (
        <span className={styles.parameters}>
          {parameters.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the list is never another order
            <Chip key={index} text={`${name}=${value}`} cuts={index === 0} />
          ))}
        </span>
      )}
    </>
  );
}

function DurationCell({ target: { durationMs, timeoutMs } }: { readonly target: Target }) {
  const { t, locale } = useRowTexts();
  if (durationMs === undefined) return null;
  const time = formatScrape(durationMs, locale);
  if (timeoutMs === undefined) return time;
  return (
    <>
      <ShareBar
        className={styles.bar}
        share={durationMs / timeoutMs}
        title={t('target.ofTimeout', { time, timeout: formatSpan(timeoutMs) })}
      />
      <span className={styles.time}>{time}</span>
    </>
  );
}

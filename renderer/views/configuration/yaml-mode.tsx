/** The configuration as text: all of it, or the part of one pool; with its outline beside it. */
import { type RefObject, useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import list from '../../components/list-view.module.css';
import { InToolbar } from '../../components/mode-toolbar.tsx';
import { useAction, useKeyHints, useShortcut } from '../../components/shortcuts.ts';
import type { VirtualLinesHandle } from '../../components/virtual-lines.tsx';
import { useAsked } from '../../state/asked.tsx';
import type { ModeProps } from './configuration-state.ts';
import type { ConfigDocument } from './document.ts';
import { FindBar } from './find-bar.tsx';
import { jobAt, jobPart, type Part, placeAt } from './outline.ts';
import { OutlineList } from './outline-list.tsx';
import { PartHead } from './part-head.tsx';
import { type Folds, useFolds } from './use-folds.ts';
import { useFound } from './use-found.ts';
import { useRevealed, useTextPlace } from './use-text-place.ts';
import { visibleLines } from './visible-lines.ts';
import { WrapButton } from './wrap-button.tsx';
import styles from './yaml-mode.module.css';
import { YamlText } from './yaml-text.tsx';

export interface YamlModeProps extends ModeProps {
  readonly document: ConfigDocument;
}

export function YamlMode({ document, state, change, children }: YamlModeProps) {
  const handle = useRef<VirtualLinesHandle>(null);
  const { job } = state;
  const part = useShownPart(document, job);
  const { context } = useAsked();
  const folds = useFolds(context, document);
  const place = useTextPlace(document, folds.show);
  const near = () => Math.max(part.from, place.line);
  const found = useFound(document, part, state.text, near, ({ line }) => place.go(line));
  const rows = useMemo(() => visibleLines(document, part, folds.folded), [document, part, folds.folded]);
  useRevealed(handle, rows, place.wanted);
  const wrap = () => document.canWrap && change({ wrap: !state.wrap });
  useKeys(handle, found.go, folds, wrap);
  const label = useLabel(job, part);
  const showAll = () => {
    change({ job: undefined });
    if (part.to >= part.from) place.go(Math.max(part.from, place.line));
  };
  const turn = (line: number) => {
    const here = jobAt(document, line)?.name;
    if (job !== undefined) showAll();
    else if (here !== undefined) change({ job: here });
  };
  const { go } = place;
  const goFromOutline = useCallback(
    (line: number, name: string | undefined) => {
      if (job !== undefined) change({ job: name });
      go(line);
    },
    [job, change, go],
  );
  return (
    <>
      <InToolbar at="middle">
        <FindBar text={state.text} onText={(text) => change({ text })} found={found} />
        <WrapButton isOn={state.wrap} can={document.canWrap} onTurn={wrap} />
      </InToolbar>
      {children}
      <div className={list.panel}>
        {part.to < part.from && job !== undefined ? (
          <NoJob job={job} onAll={showAll} />
        ) : (
          <>
            <PartHead {...{ document, job, part, folds }} line={place.line} onAlone={turn} onAll={showAll} />
            <div className={styles.columns}>
              <OutlineList
                outline={document}
                place={placeAt(document, job === undefined ? place.line : near())}
                onGo={goFromOutline}
              />
              <YamlText
                key={job ?? ''}
                ref={handle}
                {...{ label, document, rows, folds, found }}
                wrap={state.wrap}
                currentLine={place.line}
                onCurrent={place.set}
                onEnter={turn}
              />
            </div>
          </>
        )}
      </div>
    </>
  );
}

/** `to` before `from`: there is none of that name. */
function useShownPart(document: ConfigDocument, job: string | undefined): Part {
  return useMemo(() => {
    if (job === undefined) return { from: 0, to: document.lines.length - 1 };
    return jobPart(document, job) ?? { from: 0, to: -1 };
  }, [document, job]);
}

function useLabel(job: string | undefined, { from, to }: Part): string {
  const { t, i18n } = useTranslation('configuration');
  const count = to - from + 1;
  const lines = t('text.lines', { count, n: formatCount(count, i18n.language) });
  return job === undefined ? t('text.label', { lines }) : t('text.jobLabel', { job: plainText(job), lines });
}

function useKeys(
  handle: RefObject<VirtualLinesHandle | null>,
  go: (backwards: boolean) => void,
  folds: Folds,
  wrap: () => void,
): void {
  const { t } = useTranslation('configuration');
  useShortcut('j', t('keys.rows'), () => handle.current?.focus());
  useShortcut('k', t('keys.up'), () => handle.current?.focus());
  useShortcut('n', t('keys.next'), () => go(false));
  useShortcut('N', t('keys.previous'), () => go(true));
  useShortcut('w', t('keys.wrap'), wrap);
  useAction(t('keys.foldAll'), folds.foldAll);
  useAction(t('keys.unfoldAll'), folds.unfoldAll);
  const hints = useMemo(
    () => [
      {
        place: t('keys.onText'),
        keys: [
          { caps: ['←', '→'], label: t('keys.fold') },
          { caps: ['Enter'], label: t('keys.alone') },
        ],
      },
    ],
    [t],
  );
  useKeyHints(hints);
}

function NoJob({ job, onAll }: { readonly job: string; readonly onAll: () => void }) {
  const { t } = useTranslation('configuration');
  return (
    <Empty
      title={t('empty.noJob', { job: plainText(job) })}
      actions={<Button onClick={onAll}>{t('text.showAll')}</Button>}
    >
      {t('empty.noJobWhy')}
    </Empty>
  );
}

/** What a target of ours answered when it was last scraped: as it came, with the place marked where it is wrong. */
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatTime } from '../../../shared/format/time.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ScrapedBody } from '../../../shared/model/target.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useScrollView } from '../../components/use-scroll-view.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './body-dialog.module.css';
import { Pending } from './pending.tsx';
import { useAnswer } from './use-answer.ts';

export interface BodyDialogProps {
  readonly context: ContextId;
  readonly target: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function BodyDialog({ context, target, name, onClose }: BodyDialogProps) {
  const { t } = useTranslation('targets');
  const answer = useAnswer((client, options) => client.targets.body({ context, key: target }, options), target, 'once');
  return (
    <Dialog wide title={t('body.title', { name: plainText(name) })} open onClose={onClose}>
      <div className={styles.frame}>
        {answer.result === undefined ? (
          <Pending answer={answer} />
        ) : (
          <Body body={answer.result} onReload={answer.again} />
        )}
      </div>
    </Dialog>
  );
}

function Body({ body, onReload }: { readonly body: ScrapedBody; readonly onReload: () => void }) {
  const { t, i18n } = useTranslation('targets');
  const { timeZone } = useSettings();
  const locale = i18n.language;
  const bytes = formatBytes(body.bytes, { locale });
  const type = plainText(body.contentType);
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.note}>{t('body.facts', { bytes, type, time: formatTime(body.timeMs, timeZone) })}</p>
        <Button size="small" onClick={onReload}>
          {t('body.reload')}
        </Button>
        {body.text === undefined ? null : <CopyButton text={body.text} label={t('body.copy')} />}
      </div>
      {body.text === undefined ? <p>{t('body.binary')}</p> : <BodyText text={body.text} problem={body.problem} />}
      {body.complete || body.text === undefined ? null : (
        <p className={styles.note}>{t('body.cut', { bytes: formatBytes(body.text.length, { locale }) })}</p>
      )}
    </>
  );
}

interface BodyTextProps {
  readonly text: string;
  readonly problem: ScrapedBody['problem'];
}

const linePx = 18;
const overscanLines = 20;

/** Only the lines in sight are in the page: a body may have tens of thousands. */
function BodyText({ text, problem }: BodyTextProps) {
  const { t } = useTranslation('targets');
  const scroller = useRef<HTMLDivElement>(null);
  const view = useScrollView(scroller, linePx);
  const lines = useMemo(() => text.split(/\r?\n/), [text]);
  const wrong = problem === undefined || problem.line > lines.length ? undefined : problem.line - 1;
  const first = Math.max(0, view.topPx / linePx - overscanLines);
  const last = Math.ceil((view.topPx + view.heightPx) / linePx) + overscanLines;
  const go = () => {
    const host = scroller.current;
    if (host !== null && wrong !== undefined) host.scrollTop = wrong * linePx - host.clientHeight / 2;
  };
  return (
    <>
      {problem === undefined ? null : (
        <div className={styles.problem}>
          <p className={styles.where}>
            <StateGlyph kind="bad" />
            {t('body.problem', { line: problem.line, column: problem.column })}
            {wrong === undefined ? null : (
              <Button size="small" onClick={go}>
                {t('body.toPlace')}
              </Button>
            )}
          </p>
          <code className={styles.words}>{plainText(problem.message)}</code>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, and the keyboard has to reach that */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs */}
      <div ref={scroller} className={styles.text} tabIndex={0} role="group" aria-label={t('body.text')}>
        <div style={{ height: lines.length * linePx }}>
          <pre className={styles.lines} style={{ transform: `translateY(${first * linePx}px)` }}>
            {textOf(lines, first, wrong === undefined ? last : Math.min(wrong, last))}
            {wrong === undefined || wrong < first || wrong > last ? null : (
              <WrongLine line={lines[wrong] ?? ''} column={problem?.column ?? 1} />
            )}
            {wrong === undefined ? null : textOf(lines, Math.max(first, wrong + 1), last)}
          </pre>
        </div>
      </div>
    </>
  );
}

/** Lines `from` to before `to`, each with its end. */
function textOf(lines: readonly string[], from: number, to: number): string {
  let text = '';
  for (const line of lines.slice(from, Math.max(from, to))) text += `${plainText(line)}\n`;
  return text;
}

/** @param column from 1 on */
function WrongLine({ line, column }: { readonly line: string; readonly column: number }) {
  const { t } = useTranslation('targets');
  const at = Math.min(line.length, Math.max(0, column - 1));
  return (
    <>
      <mark className={styles.place}>
        {plainText(line.slice(0, at))}
        <span className={styles.column}>
          <span className="spoken">{t('body.place')}</span>
          {plainText(line.slice(at)) || ' '}
        </span>
      </mark>
      {'\n'}
    </>
  );
}

/**
 * The mark in a context's header that its server warns of something, whichever view is shown, and what it says. Nothing is there where it warns of
 * nothing. What desktop notifications tell of alerts is another thing.
 */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ServerNotice } from '../../../shared/model/server-status.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { NoticeList } from '../../components/notice-list.tsx';
import { Popover } from '../../components/popover.tsx';
import { SpokenLater } from '../../components/spoken-later.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useAskedIfOpen } from '../../state/asked.tsx';
import { viewPath } from '../../state/from-record.ts';
import { type ServerNoticesView, useServerNotices } from '../../state/server-notices.tsx';
import { useSettings } from '../../state/stores.tsx';
import styles from './server-notices-mark.module.css';

export function ServerNoticesMark({ context }: { readonly context: ContextId }) {
  const { t, i18n } = useTranslation();
  const view = useServerNotices();
  const live = useAskedIfOpen()?.live === true;
  const [isOpen, setIsOpen] = useState(false);
  const count = live ? view.notices.length + view.leftOut : 0;
  const spoken = useSpoken(view.notices);
  const shown = formatCount(count, i18n.language);
  return (
    <>
      <SpokenLater text={spoken} />
      {/* What is being read does not go away under whoever reads it. */}
      {count === 0 && !isOpen ? null : (
        <Popover
          look="quiet"
          position="bottom-end"
          label={t('serverNotices.label', { count, shown })}
          className={styles.mark}
          button={
            <>
              <StateGlyph kind="notice" />
              <span className={styles.wide}>{t('serverNotices.mark', { count, shown })}</span>
              <span className={styles.narrow}>{shown}</span>
            </>
          }
        >
          {(close) => <Notices {...{ context, view, close }} onOpen={setIsOpen} />}
        </Popover>
      )}
    </>
  );
}

/** Characters of one: the Status view has all of them. */
const mostShown = 300;

interface NoticesProps {
  readonly context: ContextId;
  readonly view: ServerNoticesView;
  readonly close: () => void;
  readonly onOpen: (isOpen: boolean) => void;
}

function Notices({ context, view: { notices, leftOut, problem }, close, onOpen }: NoticesProps) {
  const { t, i18n } = useTranslation();
  const errorText = useErrorText();
  const { timeZone } = useSettings();
  useEffect(() => {
    onOpen(true);
    return () => onOpen(false);
  }, [onOpen]);
  const show = () => {
    close();
    navigate(viewPath(context, 'status', 'part=runtime'));
  };
  return (
    <div className={styles.notices}>
      <h2 className={styles.title}>{t('serverNotices.title')}</h2>
      {problem === undefined ? null : (
        <p className={styles.note}>{t('serverNotices.doubt', { why: errorText(problem).verdict })}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, and the keyboard has to reach that */}
      <section className={styles.list} aria-label={t('serverNotices.title')} tabIndex={0}>
        {notices.length === 0 ? <p className={styles.note}>{t('serverNotices.none')}</p> : null}
        <NoticeList notices={notices} timeZone={timeZone} most={mostShown} />
        {leftOut === 0 ? null : (
          <p className={styles.note}>
            {t('serverNotices.leftOut', { count: leftOut, shown: formatCount(leftOut, i18n.language) })}
          </p>
        )}
      </section>
      <Button size="small" onClick={show}>
        {t('serverNotices.show')}
      </Button>
    </div>
  );
}

/** Of the words of one, which may be a hostile server's, no more is said. */
const mostSpoken = 300;

/** What comes and goes is not said each time. */
const spokenAgainMs = 60_000;

/** What is new among the texts is said once; one that is only told with another time is not new. */
function useSpoken(notices: readonly ServerNotice[]): string {
  const { t } = useTranslation();
  const held = useRef<ReadonlySet<string>>(new Set());
  const spokenMs = useRef(new Map<string, number>());
  const [said, setSaid] = useState<readonly string[]>([]);
  useEffect(() => {
    const nowMs = Date.now();
    for (const [text, ms] of spokenMs.current) if (nowMs - ms > spokenAgainMs) spokenMs.current.delete(text);
    const texts = new Set(notices.map(({ text }) => text));
    const fresh = [...texts].filter((text) => !held.current.has(text) && !spokenMs.current.has(text));
    for (const text of fresh) spokenMs.current.set(text, nowMs);
    held.current = texts;
    setSaid((before) => (fresh.length > 0 ? fresh : before.filter((text) => texts.has(text))));
  }, [notices]);
  const [text, ...others] = said;
  if (text === undefined) return '';
  const more = others.length;
  const words = shortened(plainText(text), mostSpoken);
  return more === 0
    ? t('serverNotices.spoken', { text: words })
    : t('serverNotices.spokenMore', { text: words, count: more });
}

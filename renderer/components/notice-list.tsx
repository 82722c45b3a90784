/** What a server warns of, in its own words, which are not ours and may be anything. */
import { plainText, shortened } from '../../shared/format/plain-text.ts';
import type { TimeZone } from '../../shared/format/time.ts';
import type { ServerNotice } from '../../shared/model/server-status.ts';
import { formatMoment } from './formats.ts';
import styles from './notice-list.module.css';
import { StateGlyph } from './state-glyph.tsx';

export interface NoticeListProps {
  readonly notices: readonly ServerNotice[];
  readonly timeZone: TimeZone;
  /** Characters of each; absent: all. */
  readonly most?: number;
}

export function NoticeList({ notices, timeZone, most = Number.POSITIVE_INFINITY }: NoticeListProps) {
  return (
    <ul className={styles.list}>
      {notices.map(({ text, timeMs }) => (
        <li key={text} className={styles.notice}>
          <StateGlyph kind="notice" />
          <p className={styles.words}>
            <span className={styles.text}>{shortened(plainText(text), most)}</span>{' '}
            {timeMs === undefined ? null : <span className={styles.since}>{formatMoment(timeMs, timeZone)}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

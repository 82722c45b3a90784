/** Kubeconfig files with a problem, each by its name, with the place and the reader's own words. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData, ErrorCode } from '../../../shared/base/errors.ts';
import type { ContextsSnapshot } from '../../../shared/model/context.ts';
import { useErrorText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { ServerWords } from '../../components/server-words.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './broken-files.module.css';

export interface BrokenFilesProps {
  readonly snapshot: ContextsSnapshot;
  /** What the page says elsewhere. */
  readonly leaveOut?: ErrorCode;
}

export function BrokenFiles({ snapshot, leaveOut }: BrokenFilesProps) {
  const { t } = useTranslation();
  const broken = snapshot.files.flatMap(({ path, problem }) =>
    problem === undefined || problem.code === leaveOut ? [] : [{ path, problem }],
  );
  if (broken.length === 0) return null;
  return (
    <Panel
      title={t('start.filesTitle')}
      aside={t('start.filesCount', { count: broken.length, all: snapshot.files.length })}
    >
      <ul>
        {broken.map(({ path, problem }) => (
          <li key={path} className={styles.file}>
            <BrokenFile problem={problem} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function BrokenFile({ problem }: { readonly problem: AppErrorData }) {
  const { verdict, advice, words } = useErrorText()(problem);
  return (
    <>
      <StateGlyph kind="bad" />
      <div className={styles.fileText}>
        <p className={styles.fileVerdict}>{verdict}</p>
        <p className={styles.advice}>{advice}</p>
        <ServerWords words={words} />
      </div>
    </>
  );
}

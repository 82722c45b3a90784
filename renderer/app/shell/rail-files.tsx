/** Kubeconfig files with a problem, at the foot of the list: each by its name and its line; the settings say more. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { KubeconfigFile } from '../../../shared/model/context.ts';
import { useErrorText } from '../../components/error-text.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { settingsPath } from '../../state/routing.ts';
import { PageLink } from '../page-link.tsx';
import styles from './rail-files.module.css';

/** More of them would take the room of the contexts. */
const shownAtMost = 3;

export function RailFiles({ files }: { readonly files: readonly KubeconfigFile[] }) {
  const { t } = useTranslation();
  // A place that is only usual may be empty: nobody asked for it.
  const broken = files.flatMap(({ path, from, problem }) =>
    problem === undefined || (from === 'default' && problem.code === 'kubeconfig.notFound') ? [] : [{ path, problem }],
  );
  if (broken.length === 0) return null;
  const more = broken.length - shownAtMost;
  return (
    <PageLink to={settingsPath('kubeconfig')} className={styles.files}>
      <span className={styles.head}>
        <StateGlyph kind="bad" />
        <span className={styles.text}>{t('rail.broken', { count: broken.length })}</span>
      </span>
      {broken.slice(0, shownAtMost).map(({ path, problem }) => (
        <File key={path} path={path} problem={problem} />
      ))}
      {more > 0 ? <span className={styles.file}>{t('rail.brokenMore', { count: more })}</span> : null}
    </PageLink>
  );
}

function File({ path, problem }: { readonly path: string; readonly problem: AppErrorData }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const file = path.split(/[\\/]/).at(-1) ?? path;
  const { line } = problem.details;
  const text =
    typeof line === 'number'
      ? t('rail.brokenAt', { file, line })
      : t('rail.brokenWhy', { file, reason: errorText(problem).short });
  return (
    <span className={styles.file} title={errorText(problem).verdict}>
      {text}
    </span>
  );
}

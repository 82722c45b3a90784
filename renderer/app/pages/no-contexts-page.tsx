/** No context at all: where was looked, what was found there, and what to do. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextsSnapshot, KubeconfigFile } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { addressPath, settingsPath } from '../../state/routing.ts';
import { ImportList } from '../../views/history/import-list.tsx';
import { useContextActions } from '../actions.ts';
import { BrokenFiles } from './broken-files.tsx';
import styles from './no-contexts-page.module.css';
import { ReadingPage } from './reading-page.tsx';
import { TodoPanel } from './todo-panel.tsx';

export function NoContextsPage({ snapshot }: { readonly snapshot: ContextsSnapshot }) {
  const { t } = useTranslation();
  return (
    <ReadingPage
      level={1}
      verdict={t('noContexts.verdict')}
      reading={t('noContexts.reading')}
      side={<NoContextsTodo />}
    >
      <ImportList />
      <LookedPanel snapshot={snapshot} title={t('noContexts.looked')} />
      <BrokenFiles snapshot={snapshot} leaveOut="kubeconfig.notFound" />
    </ReadingPage>
  );
}

export interface LookedPanelProps {
  readonly snapshot: ContextsSnapshot;
  readonly title: string;
}

/** Where was looked, and what was found there. */
export function LookedPanel({ snapshot, title }: LookedPanelProps) {
  return (
    <Panel title={title}>
      <ul>
        {snapshot.files.map(({ path, from, problem }) => (
          <li key={path} className={styles.file}>
            <StateGlyph kind={problem === undefined || isUnasked(from, problem) ? 'inactive' : 'bad'} />
            <span className={styles.path}>{path}</span>
            <Finding problem={problem} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function NoContextsTodo() {
  const { t } = useTranslation();
  const { reload } = useContextActions();
  const items = [
    { title: t('noContexts.copyTitle'), text: t('noContexts.copyText') },
    {
      title: t('noContexts.nameTitle'),
      text: t('noContexts.nameText'),
      action: (
        <Button size="small" onClick={() => navigate(settingsPath('kubeconfig'))}>
          {t('start.addFile')}
        </Button>
      ),
    },
    {
      title: t('noContexts.addressTitle'),
      text: t('noContexts.addressText'),
      action: (
        <Button size="small" onClick={() => navigate(addressPath(undefined))}>
          {t('start.addAddress')}
        </Button>
      ),
    },
    {
      title: t('noContexts.againTitle'),
      text: t('noContexts.againText'),
      action: (
        <Button size="small" onClick={reload}>
          {t('action.reload')}
        </Button>
      ),
    },
  ];
  return <TodoPanel items={items} note={t('noContexts.todoCount')} />;
}

/** The usual place may be empty: nobody asked for it. */
function isUnasked(from: KubeconfigFile['from'], problem: AppErrorData): boolean {
  return from === 'default' && problem.code === 'kubeconfig.notFound';
}

function Finding({ problem }: { readonly problem: AppErrorData | undefined }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <span className={styles.finding}>
      {problem === undefined ? t('noContexts.lookedEmpty') : errorText(problem).short}
    </span>
  );
}

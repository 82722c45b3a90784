/** Why a context is not connected: a verdict, what is known, the server's own words, and what to do. Trying again is in the header. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { ServerWords } from '../../components/server-words.tsx';
import { secondsLeft } from '../state-text.ts';
import { ContextFacts } from './context-facts.tsx';
import { ReadingPage } from './reading-page.tsx';
import { roleFor } from './role.ts';
import { type TodoItem, TodoPanel } from './todo-panel.tsx';

export interface FailurePageProps {
  readonly context: ContextSummary;
  readonly why: AppErrorData;
  readonly kind: 'backingOff' | 'stopped' | 'unusable';
  /** Until the next try; only when backing off. */
  readonly leftMs?: number;
}

export function FailurePage({ context, why, kind, leftMs = 0 }: FailurePageProps) {
  const { t } = useTranslation();
  const { verdict, advice, words } = useErrorText()(why);
  const countdown = leftMs <= 0 ? t('backingOff.now') : t('backingOff.again', { time: secondsLeft(leftMs) });
  const again = kind === 'backingOff' ? countdown : kind === 'stopped' ? t('stopped.again') : '';
  const role = roleFor(why);
  return (
    <ReadingPage
      verdict={verdict}
      glyph={kind === 'backingOff' ? 'backingOff' : 'stopped'}
      reading={
        <>
          {advice} {again}
        </>
      }
      side={role === undefined ? undefined : <RoleTodo role={role} />}
    >
      <ServerWords words={words} />
      <ContextFacts context={context} />
    </ReadingPage>
  );
}

function RoleTodo({ role }: { readonly role: string }) {
  const { t } = useTranslation();
  const items: readonly TodoItem[] = [
    {
      title: t('stopped.roleTitle'),
      text: t('stopped.roleText'),
      words: role,
      action: <CopyButton text={role} label={t('stopped.roleCopy')} />,
    },
    { title: t('stopped.retryTitle'), text: t('stopped.retryText') },
  ];
  return <TodoPanel items={items} />;
}

/** One expression of a panel: its letter, the editor, and, where there are several, what hides or removes it. */
import { type ReactNode, type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { type EditorHandle, PromqlEditor } from '../../promql-editor/promql-editor.tsx';
import { errorPlace } from './error-place.ts';
import type { QuerySpec } from './explorer-state.ts';
import styles from './query-panel.module.css';
import { useEditorCatalog } from './use-editor-catalog.ts';
import { useEditorFeatures } from './use-editor-features.ts';

export interface ExpressionRowProps {
  readonly context: ContextId;
  readonly query: QuerySpec;
  readonly letter: string;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  /** Of the draft as it is now. */
  readonly error: AppErrorData | undefined;
  readonly several: boolean;
  readonly removable: boolean;
  readonly leading: boolean;
  readonly onExecute: () => void;
  readonly onFocus: () => void;
  readonly onRemove: () => void;
  readonly onToggle: () => void;
  readonly editorRef: Ref<EditorHandle>;
  /** At the right of the first. */
  readonly children: ReactNode;
}

export function ExpressionRow(props: ExpressionRowProps) {
  const { query, letter, draft, error, several } = props;
  const { t } = useTranslation('explorer');
  const catalog = useEditorCatalog(props.context);
  const features = useEditorFeatures(props.context);
  const place = useMemo(() => (error === undefined ? undefined : errorPlace(error, draft)), [error, draft]);
  return (
    <div className={styles.head} data-hidden={query.hidden}>
      {several ? (
        <button
          type="button"
          className={styles.letter}
          aria-pressed={!query.hidden}
          aria-label={t('query.toggle', { letter })}
          title={t('query.toggle', { letter })}
          onClick={props.onToggle}
        >
          {letter}
        </button>
      ) : (
        <span className={styles.letter} aria-hidden="true">
          {letter}
        </span>
      )}
      <PromqlEditor
        ref={props.editorRef}
        value={draft}
        onChange={props.onDraft}
        onFocus={props.onFocus}
        onExecute={props.onExecute}
        error={place}
        errorText={error === undefined ? undefined : String(error.details.serverMessage ?? error.message)}
        ariaLabel={several ? t('query.expression', { letter }) : t('expression')}
        placeholder={t('panel.placeholder')}
        catalog={catalog}
        features={features}
      />
      {props.children}
      {several ? (
        <Button
          look="quiet"
          className={styles.remove ?? ''}
          aria-label={t('query.remove', { letter })}
          onClick={props.onRemove}
        >
          <CrossMark />
        </Button>
      ) : null}
    </div>
  );
}

function CrossMark() {
  return (
    <svg className={styles.cross} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" />
    </svg>
  );
}

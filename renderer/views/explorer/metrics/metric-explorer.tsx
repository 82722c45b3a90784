/** The metrics of a context: look for one by its name or help, see its labels and values counted, and build a selector by clicking. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundMetric, MetricInfo } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { Drawer } from '../../../components/drawer.tsx';
import type { Span } from '../time-window.ts';
import { type BuiltSelector, everything, parseSelector, selectorOf } from './built-selector.ts';
import styles from './metric-explorer.module.css';
import { MetricList } from './metric-list.tsx';
import { SelectorPage } from './selector-page.tsx';

export interface MetricExplorerProps {
  readonly context: ContextId;
  /** The time in which series count. */
  readonly span: Span;
  readonly live: boolean;
  /** What the cursor stands on: it is opened at once. */
  readonly initialSelector: string | undefined;
  /** At the cursor of the expression. */
  readonly onInsert: (text: string) => void;
  /** Instead of the expression, and run. */
  readonly onUse: (expr: string) => void;
  readonly onClose: () => void;
}

interface Opened {
  readonly selector: BuiltSelector;
  readonly info: MetricInfo | undefined;
}

export function MetricExplorer(props: MetricExplorerProps) {
  const { initialSelector, onClose } = props;
  const { t } = useTranslation('metrics');
  const [opened, setOpened] = useState<Opened | undefined>(() => openedBy(initialSelector));
  const [text, setText] = useState('');
  // Counted once for the time at which it was opened: a window that moves would count again with every refresh.
  const [span] = useState(props.span);
  const open = (info: FoundMetric) => setOpened({ selector: selectorOf(info.name), info });
  const page = useFocusedPage(opened === undefined ? 'list' : 'selector');
  return (
    <Drawer title={t('title')} onClose={onClose}>
      <div ref={page} className={styles.page}>
        {opened === undefined ? (
          <MetricList
            context={props.context}
            live={props.live}
            text={text}
            onText={setText}
            onOpen={open}
            onLabels={() => setOpened({ selector: everything, info: undefined })}
            onInsert={props.onInsert}
          />
        ) : (
          <SelectorPage
            {...props}
            span={span}
            selector={opened.selector}
            info={opened.info}
            onChange={(selector) => setOpened({ selector, info: opened.info })}
            onBack={() => setOpened(undefined)}
          />
        )}
      </div>
    </Drawer>
  );
}

/** What was pressed has gone with its page: the other page is where one goes on. The drawer itself does it for the first. */
function useFocusedPage(page: 'list' | 'selector') {
  const host = useRef<HTMLDivElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    host.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [page]);
  return host;
}

function openedBy(text: string | undefined): Opened | undefined {
  const selector = text === undefined ? undefined : parseSelector(text);
  return selector === undefined ? undefined : { selector, info: undefined };
}

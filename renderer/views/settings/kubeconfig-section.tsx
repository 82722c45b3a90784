/** Where contexts are read from: every file and folder with what was found in it, and what the user added. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useContexts, useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import { type KubeconfigRow, kubeconfigRows } from './kubeconfig-rows.ts';
import { PathForm } from './path-form.tsx';
import { Row, Rows } from './rows.tsx';
import { Section, Setting } from './setting.tsx';

export function KubeconfigSection() {
  const { t } = useTranslation('settings');
  const client = useClient();
  const change = useChange();
  const added = useSettings().kubeconfigPaths;
  const rows = kubeconfigRows(useContexts().snapshot?.files ?? [], added);
  const set = (paths: readonly string[], said: string) => change('kubeconfigPaths', { kubeconfigPaths: paths }, said);
  const reload = (
    <Button size="small" onClick={() => void failureOf(client.contexts.reload({}))}>
      {t('files.again')}
    </Button>
  );
  return (
    <Section section="kubeconfig" aside={reload}>
      <Setting id="kubeconfigPaths">
        <Rows label={t('item.kubeconfigPaths.name')} none="">
          {rows.map((row) => (
            <FileRow
              key={row.path}
              row={row}
              onRemove={() =>
                void set(
                  added.filter((path) => path !== row.path),
                  t('changed.removed', { name: row.path }),
                )
              }
            />
          ))}
        </Rows>
        <PathForm
          label={t('path.file')}
          paths={[...added, ...rows.map(({ path }) => path)]}
          onAdd={(path) => set([...added, path], t('changed.added', { name: path }))}
        />
      </Setting>
    </Section>
  );
}

function FileRow({ row, onRemove }: { readonly row: KubeconfigRow; readonly onRemove: () => void }) {
  const { t } = useTranslation('settings');
  const { path, from, problem, contexts, removable } = row;
  const missing = problem?.code === 'kubeconfig.notFound' && from === 'default';
  const glyph = contexts === undefined ? 'turning' : problem === undefined ? 'ok' : missing ? 'inactive' : 'bad';
  return (
    <Row
      glyph={glyph}
      name={path}
      inner={from === 'folder'}
      second={<Second row={row} />}
      aside={contexts === undefined || (problem !== undefined && contexts === 0) ? undefined : <Count row={row} />}
      actions={
        removable ? (
          <Button size="small" aria-label={t('removeNamed', { name: path })} onClick={onRemove}>
            {t('remove')}
          </Button>
        ) : undefined
      }
    />
  );
}

function Second({ row: { from, contexts, problem } }: { readonly row: KubeconfigRow }) {
  const { t } = useTranslation('settings');
  const describe = useErrorText();
  if (contexts === undefined) return <Unread />;
  if (problem === undefined) return t(`files.from.${from}`);
  const { verdict, words } = describe(problem);
  return (
    <>
      {t(`files.from.${from}`)} · {verdict}
      {words === undefined ? null : <code>{words.text}</code>}
    </>
  );
}

/** Longer than a disk is waited for. */
const readByNowMs = 6000;

/** The backend lists a file once: one that is reached by two paths stays at its first. */
function Unread() {
  const { t } = useTranslation('settings');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), readByNowMs);
    return () => clearTimeout(timer);
  }, []);
  return late ? t('files.same') : t('files.reading');
}

function Count({ row: { kind, contexts = 0, files } }: { readonly row: KubeconfigRow }) {
  const { t } = useTranslation('settings');
  const counted = t('files.contexts', { count: contexts });
  return kind === 'folder' ? t('files.inFolder', { contexts: counted, count: files }) : counted;
}

/** A record as a file: all of it, or a window, or what some selectors find. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ExportForm } from '../../components/export-form.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useTypedWindow, WindowFields } from '../../components/window-fields.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useExport } from '../../state/use-export.ts';
import { SelectorsField, selectorsIn } from './selectors-field.tsx';

export interface RecordExportProps {
  /** Undefined: the dialog is closed. */
  readonly source: StoredSource | undefined;
  readonly onClose: () => void;
}

export function RecordExport({ source, onClose }: RecordExportProps) {
  const { t } = useTranslation('history');
  return (
    <Dialog
      title={source === undefined ? '' : t('export.title', { name: plainText(source.name) })}
      open={source !== undefined}
      onClose={onClose}
      wide
    >
      {source === undefined ? null : <Form key={source.source} source={source} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ source, onClose }: RecordExportProps & { readonly source: StoredSource }) {
  const { t } = useTranslation('history');
  const { state, start, cancel } = useExport(saveFile);
  const [text, setText] = useState('');
  const { timeZone } = useSettings();
  const typed = useTypedWindow({ startMs: source.firstMs ?? 0, endMs: source.lastMs ?? Date.now() }, timeZone);
  const { selectors, problem } = selectorsIn(text);
  const { window } = typed;
  const ready = window !== undefined && problem === undefined;
  return (
    <ExportForm
      state={state}
      onStart={
        ready ? (format) => start({ source: source.source, selectors: [...selectors], ...window, format }) : undefined
      }
      onCancel={cancel}
      onClose={onClose}
    >
      <WindowFields {...typed} />
      <SelectorsField label={t('export.selectors')} hint={t('export.selectorsHint')} text={text} onText={setText} />
    </ExportForm>
  );
}

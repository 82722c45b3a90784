/** Whose PromQL evaluates what is recorded: that of the Prometheus which recorded it, unless a person chooses. */
import { useTranslation } from 'react-i18next';
import type { QuerySemantics } from '../../../shared/model/query.ts';
import { ChoiceMenu } from '../../components/menu.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { type PanelSpec, setPanel } from './explorer-state.ts';
import type { PanelView } from './panel-view.ts';
import { Quiet } from './quiet-option.tsx';
import type { Explorer } from './use-explorer.ts';

export interface LanguageOptionProps {
  readonly panel: PanelSpec;
  readonly letter: string;
  readonly explorer: Explorer;
  readonly view: PanelView;
  readonly record: ReadableRecord;
}

const majors: Readonly<Record<QuerySemantics, string>> = { v2: '2', v3: '3' };

export function LanguageOption({ panel, letter, explorer, view, record }: LanguageOptionProps) {
  const { t } = useTranslation('explorer');
  const { semantics } = panel;
  const used = semantics === 'recorded' ? usedIn(view) : semantics;
  const nameOf = (one: QuerySemantics) => t('options.promql.of', { major: majors[one] });
  const recorded =
    record.version === '' ? t('options.promql.recorded') : t('options.promql.recordedBy', { version: record.version });
  // Until there is an answer, it is not known which of the two it is.
  const shown = used === undefined ? recorded : nameOf(used);
  return (
    <ChoiceMenu
      look="quiet"
      size="small"
      label={t('options.of', { option: `${t('options.promql.name')} ${shown}`, letter })}
      button={<Quiet name={t('options.promql.name')} value={shown} />}
      choices={[
        { value: 'recorded', label: recorded },
        { value: 'v2', label: nameOf('v2') },
        { value: 'v3', label: nameOf('v3') },
      ]}
      value={semantics}
      onChange={(value) => explorer.change((before) => setPanel(before, panel.id, { semantics: value }))}
    />
  );
}

/** Of the first answer that says it. */
function usedIn(view: PanelView): QuerySemantics | undefined {
  const answers = view.kind === 'answer' ? view.answers : view.kind === 'empty' ? view.empties : [];
  return answers.map(({ shown }) => shown.answer.done.semantics).find((one) => one !== undefined);
}

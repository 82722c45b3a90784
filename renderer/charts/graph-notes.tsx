/** What has to be said below a graph: that it is drawn from histograms, that something is not drawn, how many exemplars there are. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/number.ts';
import type { GraphMarks } from './graph-model.ts';
import styles from './series-graph.module.css';
import type { GraphSeries } from './use-series.ts';

export interface GraphNotesProps {
  readonly series: GraphSeries;
  readonly marks: GraphMarks;
  /** They are to be looked at one by one: the mouse is not the only way to them. */
  readonly onExemplars: () => void;
}

export function GraphNotes({ series, marks, onExemplars }: GraphNotesProps) {
  const { t, i18n } = useTranslation('chart');
  const { exemplars } = marks;
  const notes: string[] = [];
  if (series.onlyHistograms) notes.push(t('graph.histograms'));
  if (series.isMixed) notes.push(t('graph.mixed'));
  if (exemplars?.length === 0) notes.push(t('graph.noExemplars'));
  const count = exemplars?.length ?? 0;
  if (count > 0) notes.push(t('graph.exemplars', { count, exemplars: formatCount(count, i18n.language) }));
  if (notes.length === 0 && !series.canHeatmap) return null;
  return (
    <p className={styles.note}>
      {notes.join(' ')}{' '}
      {count === 0 ? null : (
        <button type="button" className={styles.more} onClick={onExemplars}>
          {t('graph.showExemplars')}
        </button>
      )}{' '}
      {series.canHeatmap ? (
        <button type="button" className={styles.more} onClick={() => series.setWantsHeatmap(!series.wantsHeatmap)}>
          {series.wantsHeatmap ? t('graph.asLines') : t('graph.asHeatmap')}
        </button>
      ) : null}
    </p>
  );
}

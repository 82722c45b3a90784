/** How a panel shows its answer: quiet words at the right of the tabs, each of which opens a choice. Narrow, they are in one menu. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan, parseDuration } from '../../../shared/format/duration.ts';
import { parseTypedNumber } from '../../../shared/format/typed-number.ts';
import { formatWithUnit, type UnitName, unitNames } from '../../../shared/format/unit.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceMenu } from '../../components/menu.tsx';
import { Popover } from '../../components/popover.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { changeDisplay, mostThresholds, type PanelDisplay, type PanelSpec, setPanel } from './explorer-state.ts';
import { LanguageOption } from './language-option.tsx';
import styles from './panel-options.module.css';
import type { PanelView } from './panel-view.ts';
import { Quiet } from './quiet-option.tsx';
import { longestStepMs, type Resolution, shortestStepMs, stepFor } from './time-window.ts';
import type { Explorer } from './use-explorer.ts';

export interface PanelOptionsProps {
  readonly panel: PanelSpec;
  readonly letter: string;
  readonly explorer: Explorer;
  /** As it was found out, where nobody has chosen one. */
  readonly unit: UnitName;
  readonly view: PanelView;
  /** Undefined: it is not asked of a record. */
  readonly record: ReadableRecord | undefined;
}

export function PanelOptions(props: PanelOptionsProps) {
  const { tab } = props.panel;
  const { t } = useTranslation('explorer');
  if (tab === 'explain') return null;
  const all = (
    <>
      <UnitOption {...props} />
      {tab === 'graph' ? <GraphOptions {...props} /> : null}
      {props.record === undefined ? null : <LanguageOption {...props} record={props.record} />}
    </>
  );
  return (
    <>
      <div className={styles.wide}>{all}</div>
      <div className={styles.narrow}>
        <Popover
          button={t('options.all')}
          label={t('options.allOf', { letter: props.letter })}
          look="quiet"
          size="small"
          position="bottom-end"
        >
          {() => <div className={styles.stacked}>{all}</div>}
        </Popover>
      </div>
    </>
  );
}

type DisplayOptionProps = Pick<PanelOptionsProps, 'panel' | 'letter' | 'explorer' | 'unit'>;

function UnitOption({ panel, letter, explorer, unit }: DisplayOptionProps) {
  const { t } = useTranslation('explorer');
  const nameOf = (one: UnitName) => t(`unit.${one}`);
  const { unit: chosen } = panel.display;
  const choices = [
    { value: 'auto', label: t('options.unitAuto', { unit: nameOf(unit) }) },
    ...unitNames.map((value) => ({ value, label: nameOf(value) })),
  ] as const satisfies readonly { value: PanelDisplay['unit']; label: string }[];
  return (
    <ChoiceMenu
      look="quiet"
      size="small"
      label={t('options.of', { option: `${t('options.unit')} ${nameOf(unit)}`, letter })}
      button={<Quiet name={t('options.unit')} value={nameOf(unit)} />}
      choices={choices}
      value={chosen}
      onChange={(value: PanelDisplay['unit']) =>
        explorer.change((before) => changeDisplay(before, panel.id, { unit: value }))
      }
    />
  );
}

function GraphOptions({ panel, letter, explorer, unit }: DisplayOptionProps) {
  const { t } = useTranslation('explorer');
  const { stacking, scale } = panel.display;
  const display = (change: Partial<PanelDisplay>) =>
    explorer.change((before) => changeDisplay(before, panel.id, change));
  return (
    <>
      <ChoiceMenu
        look="quiet"
        size="small"
        label={t('options.of', { option: `${t('options.lines')} ${t(`options.stacking.${stacking}`)}`, letter })}
        button={<Quiet name={t('options.lines')} value={t(`options.stacking.${stacking}`)} />}
        choices={[
          { value: 'lines', label: t('options.stacking.lines') },
          { value: 'stacked', label: t('options.stacking.stacked') },
        ]}
        value={stacking}
        onChange={(value) => display({ stacking: value })}
      />
      <ResolutionOption panel={panel} letter={letter} explorer={explorer} />
      <ChoiceMenu
        look="quiet"
        size="small"
        label={t('options.of', { option: `${t('options.scale')} ${t(`options.scales.${scale}`)}`, letter })}
        button={<Quiet name={t('options.scale')} value={t(`options.scales.${scale}`)} />}
        choices={[
          { value: 'linear', label: t('options.scales.linear') },
          { value: 'log', label: t('options.scales.log') },
        ]}
        value={scale}
        onChange={(value) => display({ scale: value })}
      />
      <AxisOption display={panel.display} letter={letter} unit={unit} onChange={display} />
    </>
  );
}

/** Steps that people ask for by name. */
const fixedSteps = ['10s', '30s', '1m', '5m', '15m', '1h'] as const;

function ResolutionOption({ panel, letter, explorer }: Omit<DisplayOptionProps, 'unit'>) {
  const { t } = useTranslation('explorer');
  const { resolution } = panel;
  const { rangeMs } = explorer.state.window;
  const step = formatSpan(stepFor(rangeMs, resolution));
  const choose = (next: Resolution) => explorer.change((before) => setPanel(before, panel.id, { resolution: next }));
  const shown = resolution.kind === 'fixed' ? step : t(`options.density.${resolution.density}`, { step });
  return (
    <Popover
      look="quiet"
      size="small"
      position="bottom-end"
      label={t('options.of', { option: `${t('options.resolution')} ${shown}`, letter })}
      button={<Quiet name={t('options.resolution')} value={shown} />}
    >
      {(close) => (
        <ResolutionForm
          rangeMs={rangeMs}
          resolution={resolution}
          onChoose={(next) => {
            choose(next);
            close();
          }}
        />
      )}
    </Popover>
  );
}

interface ResolutionFormProps {
  readonly rangeMs: number;
  readonly resolution: Resolution;
  readonly onChoose: (resolution: Resolution) => void;
}

function ResolutionForm({ rangeMs, resolution, onChoose }: ResolutionFormProps) {
  const { t } = useTranslation('explorer');
  const [text, setText] = useState('');
  const stepMs = parseDuration(text.trim());
  const usable = stepMs !== undefined && stepMs >= shortestStepMs && stepMs <= longestStepMs;
  const isNow = (one: Resolution) => JSON.stringify(one) === JSON.stringify(resolution);
  const button = (one: Resolution, label: string) => (
    <Button
      key={label}
      size="small"
      aria-pressed={isNow(one)}
      look={isNow(one) ? 'primary' : 'plain'}
      onClick={() => onChoose(one)}
    >
      {label}
    </Button>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (usable) onChoose({ kind: 'fixed', stepMs });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.buttons}>
        {(['low', 'medium', 'high'] as const).map((density) => {
          const one: Resolution = { kind: 'auto', density };
          return button(one, t(`options.density.${density}`, { step: formatSpan(stepFor(rangeMs, one)) }));
        })}
      </div>
      <div className={styles.buttons}>
        {fixedSteps.map((step) => button({ kind: 'fixed', stepMs: parseDuration(step) ?? 0 }, step))}
      </div>
      <label className={styles.field}>
        {t('options.step')}
        <input
          type="text"
          value={text}
          placeholder={t('options.stepHint')}
          maxLength={20}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button type="submit" size="small" disabled={!usable}>
        {t('options.use')}
      </Button>
    </form>
  );
}

interface AxisOptionProps {
  readonly display: PanelDisplay;
  readonly letter: string;
  readonly unit: UnitName;
  readonly onChange: (change: Partial<PanelDisplay>) => void;
}

function AxisOption({ display, letter, unit, onChange }: AxisOptionProps) {
  const { t, i18n } = useTranslation('explorer');
  const said = (value: number | undefined) => (value === undefined ? '…' : formatWithUnit(value, unit, i18n.language));
  const { yFrom, yMin, yMax, thresholds } = display;
  const limited = yMin !== undefined || yMax !== undefined;
  const from = limited ? `${said(yMin)} – ${said(yMax)}` : yFrom === 'zero' ? '0' : t('options.yAuto');
  const axis = thresholds.length > 0 ? t('options.withLevels', { from, count: thresholds.length }) : from;
  return (
    <Popover
      look="quiet"
      size="small"
      position="bottom-end"
      label={t('options.of', { option: `${t('options.yFrom')} ${axis}`, letter })}
      button={<Quiet name={t('options.yFrom')} value={axis} />}
    >
      {(close) => (
        <AxisForm
          display={display}
          unit={unit}
          onChange={(change) => {
            onChange(change);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function AxisForm({ display, unit, onChange }: Omit<AxisOptionProps, 'letter'>) {
  const { t } = useTranslation('explorer');
  const [yFrom, setYFrom] = useState(display.yFrom);
  const [min, setMin] = useState(display.yMin?.toString() ?? '');
  const [max, setMax] = useState(display.yMax?.toString() ?? '');
  const [levels, setLevels] = useState(display.thresholds.join(', '));
  const [exemplars, setExemplars] = useState(display.exemplars);
  const thresholds = levels
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => numberIn(text, unit) ?? Number.NaN);
  const [yMin, yMax] = [numberIn(min, unit), numberIn(max, unit)];
  const wrong =
    Number.isNaN(yMin) || Number.isNaN(yMax) || thresholds.some((level) => !Number.isFinite(level))
      ? t('options.wrongNumber')
      : yMin !== undefined && yMax !== undefined && yMin >= yMax
        ? t('options.wrongOrder')
        : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong !== undefined) return;
    onChange({ yFrom, yMin, yMax, thresholds: thresholds.slice(0, mostThresholds), exemplars });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={yFrom === 'zero'}
          onChange={(event) => setYFrom(event.target.checked ? 'zero' : 'auto')}
        />
        {t('options.fromZero')}
      </label>
      <div className={styles.pair}>
        <label className={styles.field}>
          {t('options.lowest')}
          <input
            type="text"
            inputMode="decimal"
            value={min}
            maxLength={30}
            onChange={(event) => setMin(event.target.value)}
          />
        </label>
        <label className={styles.field}>
          {t('options.highest')}
          <input
            type="text"
            inputMode="decimal"
            value={max}
            maxLength={30}
            onChange={(event) => setMax(event.target.value)}
          />
        </label>
      </div>
      <label className={styles.field}>
        {t('options.thresholds')}
        <input type="text" value={levels} maxLength={200} onChange={(event) => setLevels(event.target.value)} />
      </label>
      <label className={styles.check}>
        <input type="checkbox" checked={exemplars} onChange={(event) => setExemplars(event.target.checked)} />
        {t('options.exemplars')}
      </label>
      <p className={styles.hint}>{t('options.axisHint')}</p>
      {wrong === undefined ? null : <p role="alert">{wrong}</p>}
      <Button type="submit" size="small" look="primary" disabled={wrong !== undefined}>
        {t('options.use')}
      </Button>
    </form>
  );
}

/** Undefined where nothing is written; NaN where it is no number. */
function numberIn(text: string, unit: UnitName): number | undefined {
  if (text.trim() === '') return undefined;
  const value = parseTypedNumber(text, unit);
  return value !== undefined && Number.isFinite(value) ? value : Number.NaN;
}

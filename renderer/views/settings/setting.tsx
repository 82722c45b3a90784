/** One setting: its name, what it is set with, what it means, its default and the way back to it, and the undo of its last change. */
import { createContext, type ReactNode, useContext, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import type { SettingsSection } from '../../state/routing.ts';
import { useChanges } from './changes.tsx';
import styles from './setting.module.css';
import { type SettingId, settingsOf } from './settings-search.ts';

/** What a search has found; undefined: everything is shown. */
export const FoundContext = createContext<ReadonlySet<SettingId> | undefined>(undefined);

export interface SectionProps {
  readonly section: SettingsSection;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** Not seen where a search found nothing in it; still there, with what was typed. */
export function Section({ section, aside, children }: SectionProps) {
  const { t } = useTranslation('settings');
  const found = useContext(FoundContext);
  const hidden = found !== undefined && !settingsOf[section].some((id) => found.has(id));
  return (
    <div id={section} className={styles.section} hidden={hidden}>
      <Panel title={t(`section.${section}.title`)} aside={aside}>
        {children}
      </Panel>
    </div>
  );
}

export interface SettingProps {
  readonly id: SettingId;
  /** In words; absent where there is no default to speak of. */
  readonly standard?: string;
  /** Present where it is not at its default. */
  readonly onReset?: (() => void) | undefined;
  /** Under the explanation: what the present choice means. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Setting({ id, standard, onReset, note, children }: SettingProps) {
  const { t } = useTranslation('settings');
  const name = useId();
  const found = useContext(FoundContext);
  return (
    // Not a landmark: some settings are named like the section that they are in.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out in a way of its own
    <div role="group" className={styles.setting} aria-labelledby={name} tabIndex={-1} hidden={found?.has(id) === false}>
      <div className={styles.head}>
        <h3 id={name} className={styles.name}>
          {t(`item.${id}.name`)}
        </h3>
        {standard === undefined ? null : <p className={styles.standard}>{t('default', { value: standard })}</p>}
        {onReset === undefined ? null : (
          <Button
            size="small"
            className={styles.reset}
            aria-label={t('resetNamed', { name: t(`item.${id}.name`) })}
            onClick={onReset}
          >
            {t('reset')}
          </Button>
        )}
      </div>
      <div className={styles.body}>
        <p className={styles.text}>{t(`item.${id}.text`)}</p>
        {children}
        {note === undefined ? null : <p className={styles.text}>{note}</p>}
        <LastChange id={id} />
      </div>
    </div>
  );
}

function LastChange({ id }: { readonly id: SettingId }) {
  const { t } = useTranslation('settings');
  const { last, failure, undo } = useChanges();
  const describe = useErrorText();
  const line = useRef<HTMLDivElement>(null);
  const own = last?.id === id ? last : undefined;
  const before = useRef(own);
  useEffect(() => {
    if (before.current === own) return;
    before.current = own;
    // What was pressed has gone with what it removed: the keyboard goes on here.
    // Where nobody has it, or the page's main part keeps it meanwhile (app/shell/use-focus-kept.ts).
    if (document.activeElement?.matches('body, main') !== true) return;
    const target = line.current?.querySelector('button') ?? line.current?.closest('section');
    target?.focus();
  }, [own]);
  return (
    <div ref={line} role="status" className={styles.change}>
      {own === undefined ? null : (
        <>
          <span className={styles.said}>{own.said}</span>
          <Button size="small" onClick={undo}>
            {t('undo')}
          </Button>
        </>
      )}
      {failure?.id === id ? (
        <>
          <StateGlyph kind="bad" />
          <span className={styles.said}>{describe(failure.error).verdict}</span>
        </>
      ) : null}
    </div>
  );
}

/** The proxy: that of the environment, none, or one that is typed. What is typed is kept in the boxes until it can be used. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultSettings, type ProxySettings } from '../../../shared/model/settings.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import styles from './proxy-section.module.css';
import { Section, Setting } from './setting.tsx';
import { type ProxyProblem, proxyProblem } from './typed-proxy.ts';

type Kind = ProxySettings['kind'];
type Draft = Omit<Extract<ProxySettings, { kind: 'custom' }>, 'kind'>;

const emptyDraft: Draft = { url: '', exceptions: '' };

export function ProxySection() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { proxy } = useSettings();
  const stored = proxy.kind === 'custom' ? proxy : undefined;
  /** Chosen, but its URL is still to be typed: nothing is in use but what was. */
  const [typing, setTyping] = useState(false);
  const [draft, setDraft] = useState<Draft>(stored ?? emptyDraft);
  const kind: Kind = typing ? 'custom' : proxy.kind;
  const words = { environment: t('proxy.environment'), none: t('proxy.nothing'), custom: stored?.url ?? '' };
  const set = (next: ProxySettings) => change('proxy', { proxy: next }, t('changed.was', { value: words[proxy.kind] }));
  const choose = (next: Kind) => {
    setTyping(next === 'custom' && proxy.kind !== 'custom');
    if (next !== 'custom' && next !== proxy.kind) void set({ kind: next });
  };
  const note = { environment: t('proxy.environmentText'), none: t('proxy.noneText'), custom: t('proxy.customText') };
  return (
    <Section section="proxy">
      <Setting
        id="proxy"
        standard={words.environment}
        onReset={proxy.kind === defaultSettings.proxy.kind ? undefined : () => choose('environment')}
      >
        <Segmented
          label={t('item.proxy.name')}
          options={[
            { value: 'environment', label: t('proxy.environment') },
            { value: 'none', label: t('proxy.nothing') },
            { value: 'custom', label: t('proxy.custom') },
          ]}
          value={kind}
          onChange={choose}
        />
        <p className={styles.note}>{note[kind]}</p>
        {kind === 'custom' ? (
          <CustomProxy
            draft={draft}
            stored={stored}
            onChange={setDraft}
            onUse={async (next) => {
              const refused = await set({ kind: 'custom', ...next });
              if (refused?.code === 'rpc.badInput')
                return t('proxy.refused', { reason: String(refused.details.reason) });
              setTyping(false);
              return undefined;
            }}
          />
        ) : null}
      </Setting>
    </Section>
  );
}

interface CustomProxyProps {
  readonly draft: Draft;
  /** What is in use. */
  readonly stored: Draft | undefined;
  readonly onChange: (draft: Draft) => void;
  /** Resolves with why it was not taken, as a sentence. */
  readonly onUse: (draft: Draft) => Promise<string | undefined>;
}

function CustomProxy({ draft, stored, onChange, onUse }: CustomProxyProps) {
  const { t } = useTranslation('settings');
  const problemText = useProxyProblemText();
  const [problem, setProblem] = useState<string | undefined>();
  const used = stored?.url === draft.url.trim() && stored.exceptions === draft.exceptions.trim();
  const use = async (event: FormEvent) => {
    event.preventDefault();
    const found = proxyProblem(draft.url);
    const next = { url: draft.url.trim(), exceptions: draft.exceptions.trim() };
    setProblem(found === undefined ? await onUse(next) : problemText(found));
  };
  const edit = (part: Partial<Draft>) => {
    setProblem(undefined);
    onChange({ ...draft, ...part });
  };
  return (
    <form className={styles.custom} onSubmit={(event) => void use(event)}>
      <TextField
        label={t('proxy.url')}
        text={draft.url}
        problem={problem}
        inputMode="url"
        onChange={(url) => edit({ url })}
      />
      <TextField
        label={t('proxy.exceptions')}
        hint={t('proxy.exceptionsHint')}
        text={draft.exceptions}
        onChange={(exceptions) => edit({ exceptions })}
      />
      {used ? null : (
        <div className={styles.foot}>
          <Button type="submit" look="primary">
            {t('proxy.use')}
          </Button>
          <span className={styles.unsaved}>{t('proxy.unsaved')}</span>
        </div>
      )}
    </form>
  );
}

function useProxyProblemText(): (problem: ProxyProblem) => string {
  const { t } = useTranslation('settings');
  return (problem) => {
    switch (problem.kind) {
      case 'empty':
        return t('proxy.empty');
      case 'credentials':
        return t('proxy.credentials');
      case 'notUrl':
        return t('proxy.notUrl', { url: problem.url });
      case 'scheme':
        return t('proxy.scheme', { scheme: problem.scheme });
    }
  };
}

/** The settings: one page to read, with a search over everything on it. Each change is kept at once and can be undone. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocationProperty } from 'wouter/use-browser-location';
import { Button } from '../../components/button.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { type SettingsSection, settingsPath, settingsSections } from '../../state/routing.ts';
import { useSettingsKnown } from '../../state/stores.tsx';
import { AboutSection } from './about-section.tsx';
import { AddressesSection } from './addresses-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { AuthoritiesSection } from './authorities-section.tsx';
import { ChangesProvider } from './changes.tsx';
import { ChoicesSection } from './choices-section.tsx';
import { ComputerSection } from './computer-section.tsx';
import { ExecSection } from './exec-section.tsx';
import { ExplorerSection } from './explorer-section.tsx';
import { KubeconfigSection } from './kubeconfig-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { ProxySection } from './proxy-section.tsx';
import { FoundContext } from './setting.tsx';
import { findSettings, type SettingId, settingsOf } from './settings-search.ts';
import styles from './settings-view.module.css';
import { useSearchEntries } from './use-search-entries.ts';

export function SettingsView() {
  const { t } = useTranslation('settings');
  const [search, setSearch] = useState('');
  const entries = useSearchEntries();
  const found = useMemo(() => findSettings(entries, search), [entries, search]);
  const known = useSettingsKnown();
  const scroller = useRef<HTMLDivElement>(null);
  const none = found?.size === 0;
  useEffect(() => {
    if (search !== '') scroller.current?.scrollTo({ top: 0 });
  }, [search]);
  return (
    <>
      <header className={styles.header}>
        <h1 className={styles.title}>{t('title')}</h1>
        <SearchField
          label={t('find')}
          keyLabel={t('keys.find')}
          text={search}
          onChange={setSearch}
          className={styles.search}
        />
        <p role="status" className={styles.said}>
          {found === undefined ? t('saved') : none ? '' : t('found', { count: found.size })}
        </p>
      </header>
      <div ref={scroller} className={styles.scroller}>
        {none ? (
          <div className={styles.none} role="status">
            <p className={styles.verdict}>{t('none', { text: search.trim() })}</p>
            <Button onClick={() => setSearch('')}>{t('showAll')}</Button>
          </div>
        ) : null}
        <div className={styles.page}>
          {none ? null : <Index found={found} />}
          {/* Hidden and not gone where nothing is found: what was typed there stays. */}
          <div className={styles.sections}>
            <FoundContext value={found}>
              <ChangesProvider>{known ? <Sections /> : null}</ChangesProvider>
            </FoundContext>
          </div>
        </div>
      </div>
    </>
  );
}

/** Apart, so that it is there when the address's fragment is looked for. */
function Sections() {
  const hash = useLocationProperty(() => window.location.hash);
  useEffect(() => {
    if (hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'start' });
  }, [hash]);
  return (
    <>
      <AppearanceSection />
      <ExplorerSection />
      <ComputerSection />
      <NotificationsSection />
      <KubeconfigSection />
      <ExecSection />
      <ProxySection />
      <AuthoritiesSection />
      <AddressesSection />
      <ChoicesSection />
      <AboutSection />
    </>
  );
}

function Index({ found }: { readonly found: ReadonlySet<SettingId> | undefined }) {
  const { t } = useTranslation('settings');
  const has = (section: SettingsSection) => found === undefined || settingsOf[section].some((id) => found.has(id));
  return (
    <nav className={styles.index} aria-label={t('sections')}>
      <ul>
        {settingsSections.filter(has).map((section) => (
          <li key={section}>
            <a
              className={styles.link}
              href={settingsPath(section)}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(section)?.scrollIntoView({ block: 'start' });
                window.history.replaceState(null, '', settingsPath(section));
              }}
            >
              {t(`section.${section}.title`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

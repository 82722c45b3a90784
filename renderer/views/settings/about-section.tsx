/** Where the settings are kept, and which Binnacle this is. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { useClient, useLinkState } from '../../client/hooks.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useSettingsPath } from '../../state/stores.tsx';
import styles from './about-section.module.css';
import { Section, Setting } from './setting.tsx';

export function AboutSection() {
  const { t } = useTranslation('settings');
  const path = useSettingsPath();
  const version = useVersion();
  return (
    <Section section="about">
      <Setting id="path">
        <div className={styles.path}>
          <span className={styles.value}>{path ?? t('about.unkept')}</span>
          {path === undefined ? null : <CopyButton text={path} label={t('about.copy')} />}
        </div>
      </Setting>
      <Setting id="version">
        <span className={styles.value}>{version}</span>
      </Setting>
    </Section>
  );
}

function useVersion(): string | undefined {
  const client = useClient();
  const link = useLinkState().kind;
  const [version, setVersion] = useState<string | undefined>();
  useEffect(() => {
    if (link !== 'open') return undefined;
    const controller = new AbortController();
    client.application.info({}, { signal: controller.signal }).then(
      (info) => setVersion(info.version),
      (error: unknown) => {
        // A lost link is said elsewhere.
        if (!isCancellation(error) && !(error instanceof AppError)) throw error;
      },
    );
    return () => controller.abort();
  }, [client, link]);
  return version;
}

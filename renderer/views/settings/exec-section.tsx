/** Programs that sign in: where they are looked for, and what the user allowed. */
import { useTranslation } from 'react-i18next';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChanges } from './changes.tsx';
import { PathListSetting } from './path-list-setting.tsx';
import { Row, Rows } from './rows.tsx';
import { Section, Setting } from './setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';

export function ExecSection() {
  const { t } = useTranslation('settings');
  return (
    <Section section="exec">
      <SwitchSetting id="loginShellPath" />
      <PathListSetting id="execPath" wanted="folder" none={t('path.noFolders')} label={t('path.folder')} ordered />
      <Consents />
    </Section>
  );
}

function Consents() {
  const { t } = useTranslation('settings');
  const { settings } = useClient();
  const { run } = useChanges();
  const { execConsents } = useSettings();
  return (
    <Setting id="execConsents">
      <Rows label={t('item.execConsents.name')} none={t('consent.none')}>
        {execConsents.map(({ file, command, digest }) => (
          <Row
            key={`${file} ${digest}`}
            name={file}
            second={<code>{command}</code>}
            actions={
              <Button
                size="small"
                aria-label={t('consent.takeBackNamed', { file })}
                onClick={() =>
                  void run(
                    'execConsents',
                    t('changed.tookBack', { file }),
                    () => failureOf(settings.forgetConsent({ file, digest })),
                    () => failureOf(settings.restoreConsent({ file, digest })),
                  )
                }
              >
                {t('consent.takeBack')}
              </Button>
            }
          />
        ))}
      </Rows>
    </Setting>
  );
}

/** Which Prometheus the user chose, cluster by cluster. */
import { useTranslation } from 'react-i18next';
import type { ClusterChoice } from '../../../shared/model/source-choice.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChanges } from './changes.tsx';
import { choiceText } from './choice-text.ts';
import { Row, Rows } from './rows.tsx';
import { Section, Setting } from './setting.tsx';

export function ChoicesSection() {
  const { t } = useTranslation('settings');
  const { choices } = useSettings();
  return (
    <Section section="choices">
      <Setting id="choices">
        <Rows label={t('item.choices.name')} none={t('choices.none')}>
          {choices.map((choice) => (
            <ChoiceRow key={choice.cluster} choice={choice} />
          ))}
        </Rows>
      </Setting>
    </Section>
  );
}

function ChoiceRow({ choice: { cluster, context, choice } }: { readonly choice: ClusterChoice }) {
  const { t } = useTranslation('settings');
  const { settings } = useClient();
  const { addresses } = useSettings();
  const { run } = useChanges();
  return (
    <Row
      name={context}
      second={
        <>
          {choiceText(t, choice, addresses)}
          <br />
          {t('choices.cluster', { cluster })}
        </>
      }
      actions={
        <Button
          size="small"
          aria-label={t('choices.forgetNamed', { name: context })}
          onClick={() =>
            void run(
              'choices',
              t('changed.forgot', { name: context }),
              () => failureOf(settings.forgetChoice({ cluster })),
              () => failureOf(settings.restoreChoice({ cluster })),
            )
          }
        >
          {t('choices.forget')}
        </Button>
      }
    />
  );
}

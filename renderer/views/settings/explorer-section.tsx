/** How the Explorer's editor helps, what is said beside a result, and whether queries that ran are kept. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { isKept } from '../../../shared/model/query-library.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useQueryLibrary } from '../../state/stores.tsx';
import { useChanges } from './changes.tsx';
import { Section } from './setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';

export function ExplorerSection() {
  return (
    <Section section="explorer">
      <SwitchSetting id="highlighting" />
      <SwitchSetting id="completion" />
      <SwitchSetting id="lint" />
      <SwitchSetting id="showWarnings" />
      <SwitchSetting id="showInfos" />
      <SwitchSetting id="queryHistory" note={<PastQueries />} />
    </Section>
  );
}

/** Those that were neither named nor starred: how many there are, and the way to forget them. */
function PastQueries() {
  const { t, i18n } = useTranslation('settings');
  const { queries } = useClient();
  const { run } = useChanges();
  const count = useQueryLibrary().queries.filter((query) => !isKept(query)).length;
  if (count === 0) return t('history.none');
  const forget = () =>
    run(
      'queryHistory',
      t('changed.forgotQueries', { count, queries: formatCount(count, i18n.language) }),
      () => failureOf(queries.forgetPast({})),
      () => failureOf(queries.restore({})),
    );
  return (
    <>
      {t('history.kept', { count, queries: formatCount(count, i18n.language) })}{' '}
      <Button size="small" onClick={() => void forget()}>
        {t('history.forget')}
      </Button>
    </>
  );
}

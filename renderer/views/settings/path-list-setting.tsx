/** A setting that is a list of paths: each with what lies there, in an order that may matter. */
import { useTranslation } from 'react-i18next';
import type { PathFinding } from '../../../shared/contract/settings.ts';
import { Button } from '../../components/button.tsx';
import type { GlyphKind } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import { PathForm } from './path-form.tsx';
import { Row, Rows } from './rows.tsx';
import { Setting } from './setting.tsx';
import { usePathFindings } from './use-path-findings.ts';

export interface PathListSettingProps {
  readonly id: 'execPath' | 'authorityFiles';
  /** What has to lie at the paths. */
  readonly wanted: 'folder' | 'certificates';
  readonly none: string;
  readonly label: string;
  /** The first counts most, so that they can be moved. */
  readonly ordered: boolean;
}

export function PathListSetting({ id, wanted, none, label, ordered }: PathListSettingProps) {
  const { t } = useTranslation('settings');
  const change = useChange();
  const paths = useSettings()[id];
  const findings = usePathFindings(paths);
  const findingText = useFindingText(wanted);
  const set = (next: readonly string[], said: string) => change(id, { [id]: next }, said);
  const earlier = (index: number) => {
    const next = [...paths];
    const [moved = ''] = next.splice(index, 1);
    next.splice(index - 1, 0, moved);
    void set(next, t('changed.moved', { name: moved }));
  };
  return (
    <Setting id={id}>
      <Rows label={t(`item.${id}.name`)} none={none}>
        {paths.map((path, index) => {
          const { glyph, text } = findingText(findings.get(path));
          return (
            <Row
              key={path}
              glyph={glyph}
              name={path}
              second={text}
              actions={
                <>
                  {ordered && index > 0 ? (
                    <Button
                      size="small"
                      aria-label={t('path.earlierNamed', { name: path })}
                      onClick={() => earlier(index)}
                    >
                      {t('path.earlier')}
                    </Button>
                  ) : null}
                  <Button
                    size="small"
                    aria-label={t('removeNamed', { name: path })}
                    onClick={() =>
                      void set(
                        paths.filter((one) => one !== path),
                        t('changed.removed', { name: path }),
                      )
                    }
                  >
                    {t('remove')}
                  </Button>
                </>
              }
            />
          );
        })}
      </Rows>
      <PathForm
        label={label}
        paths={paths}
        onAdd={(path) => set([...paths, path], t('changed.added', { name: path }))}
      />
    </Setting>
  );
}

interface FindingText {
  readonly glyph: GlyphKind;
  readonly text: string;
}

function useFindingText(wanted: PathListSettingProps['wanted']): (finding: PathFinding | undefined) => FindingText {
  const { t } = useTranslation('settings');
  const bad = (text: string): FindingText => ({ glyph: 'bad', text });
  const ok = (text: string): FindingText => ({ glyph: 'ok', text });
  return (finding) => {
    if (finding === undefined) return { glyph: 'idle', text: t('path.looking') };
    const { found, certificates, reason } = finding;
    if (found === 'nothing') return bad(t('path.nothing'));
    if (found === 'unreadable') return bad(t('path.unreadable', { reason }));
    if (wanted === 'folder') return found === 'folder' ? ok(t('path.folderFine')) : bad(t('path.notFolder'));
    if (found === 'folder') return bad(t('path.notFile'));
    return certificates === 0 ? bad(t('path.noCertificate')) : ok(t('path.certificates', { count: certificates }));
  };
}

/** Keeping in a menu, where there is no room for the button: a star, and the way back. A name is given among the kept queries. */
import { useTranslation } from 'react-i18next';
import { isKept } from '../../../../shared/model/query-library.ts';
import { failureOf } from '../../../client/failure-of.ts';
import { useClient } from '../../../client/hooks.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { useQueryLibrary } from '../../../state/stores.tsx';

export interface KeepAction {
  readonly label: string;
  readonly run: () => void;
}

/** @param say tells what came of it. @returns undefined where there is nothing to keep */
export function useKeepAction(expr: string, say: (text: string) => void): KeepAction | undefined {
  const { t } = useTranslation('library');
  const { queries } = useClient();
  const library = useQueryLibrary();
  const describe = useErrorText();
  const text = expr.trim();
  if (text === '') return undefined;
  const kept = library.queries.some((query) => query.expr === text && isKept(query));
  const change = kept ? { name: '', starred: false } : { starred: true };
  const run = async () => {
    const failure = await failureOf(queries.keep({ expr: text, ...change }));
    say(failure === undefined ? t(kept ? 'wasUnkept' : 'wasKept') : describe(failure).verdict);
  };
  return { label: t(kept ? 'unkeepQuery' : 'keepQuery'), run: () => void run() };
}

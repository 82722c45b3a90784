import { commandPrefix } from '../../components/shortcut-dispatcher.ts';

/** Opens the palette; not offered in it. */
export const paletteKey = `${commandPrefix}k`;

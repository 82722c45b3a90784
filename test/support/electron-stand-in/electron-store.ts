/** electron-store as it is, but for the folders that it would ask Electron for: the same conf below it. */
import Conf, { type Options } from 'conf';
import type RealStore from 'electron-store';

type StoreOptions<T extends Record<string, unknown>> = ConstructorParameters<typeof RealStore<T>>[0];

// biome-ignore lint/style/noDefaultExport: the module that it stands in for has one
export default class ElectronStore<T extends Record<string, unknown>> extends Conf<T> {
  constructor(options: StoreOptions<T> = {}) {
    const { name = 'config', ...rest } = options;
    if (rest.cwd === undefined) throw new Error('the stand-in has no folder of its own: give cwd');
    super({ ...rest, configName: name } as Options<T>);
  }
}

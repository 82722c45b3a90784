/** What settings-file.test.ts runs several of: settings written again and again, each time other ones. `FILE NAME TIMES` */
import { createSettingsFile } from '../../electron/backend/settings/settings-file.ts';
import { createSettings } from '../../electron/backend/settings/settings-service.ts';

const [path = '', name = '', times = '0'] = process.argv.slice(2);
const settings = createSettings(createSettingsFile(path, Date), { write: () => undefined });
for (let index = 0; index < Number(times); index += 1) {
  settings.update({ execPath: [`/${name}/${index}/${'x'.repeat(index)}`] });
}
process.stdout.write(JSON.stringify(settings.snapshot().problem ?? null));

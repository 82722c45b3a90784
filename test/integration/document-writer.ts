/** What json-document.test.ts runs several of: a document changed again and again, each change in a turn of its own. `FILE NAME TIMES` */
import { openJsonDocument } from '../../electron/backend/base/json-document.ts';

const [path = '', name = '', times = '0'] = process.argv.slice(2);
const document = openJsonDocument<readonly string[]>({
  ...{ version: 1, empty: [], path, clock: Date, writeAfterMs: 0 },
  log: { write: (_level, _scope, message) => process.stderr.write(`${message}\n`) },
  onChange: () => undefined,
  parse: (value) => ({ value: (value as { words: readonly string[] }).words, refused: 0 }),
  format: (words) => ({ words }),
});
process.stdout.write('ready');
for (let index = 0; index < Number(times); index += 1) {
  document.edit((words) => [...words, `${name}.${index}`]);
  await new Promise((resolve) => setTimeout(resolve, index % 4));
}
document.dispose();
process.stdout.write(` ${JSON.stringify(document.problem() ?? null)}`);

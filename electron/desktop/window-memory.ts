/** Where the window was, in a file of its own: losing it costs nothing, so whatever is wrong with it means the usual place. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText } from '../../shared/base/errors.ts';
import type { LogSink } from '../backend/ports.ts';
import { storedFile } from './stored-file.ts';
import { smallestWindow } from './window-bounds.ts';

const pixel = z.int().min(-100_000).max(100_000);
const schema = z.strictObject({
  x: pixel,
  y: pixel,
  width: pixel.min(smallestWindow.width),
  height: pixel.min(smallestWindow.height),
  maximized: z.boolean(),
});

type WindowPlace = Readonly<z.infer<typeof schema>>;

export interface WindowMemory {
  recall(): WindowPlace | undefined;
  keep(place: WindowPlace): void;
}

export function createWindowMemory(dataDir: string, log: LogSink): WindowMemory {
  const file = storedFile<WindowPlace>({
    dir: dataDir,
    name: 'window',
    schema: z.toJSONSchema(schema).properties,
  });
  return {
    recall() {
      try {
        return schema.safeParse(JSON.parse(readFileSync(join(dataDir, 'window.json'), 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
    keep(place) {
      try {
        file.write(schema.parse(place));
      } catch (error) {
        log.write('warn', 'window', 'its place could not be kept', { reason: errorText(error) });
      }
    },
  };
}

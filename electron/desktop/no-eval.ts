/** The first import of the entry: tells zod not to compile schemas at run time, before any module makes one. */
import { z } from 'zod';

z.config({ jitless: true });

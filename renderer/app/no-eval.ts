/**
 * The first import of the page: tells zod not to compile schemas with `new Function`, which the page's policy forbids. zod looks once,
 * when the first schema is made, so this has to run before any module that makes one.
 */
import { z } from 'zod';

z.config({ jitless: true });

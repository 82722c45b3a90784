/** Foreign text in the diagnosis: see shared/format/plain-text.ts. */
export { plainLines, plainText, shortened } from '../../../shared/format/plain-text.ts';

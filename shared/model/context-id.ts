/** What a context is called by. */
import type { Brand } from '../base/brand.ts';

/**
 * (file group, name) as one text: the files of one KUBECONFIG list are a group, any other file is a group of its own. An address without
 * a context is `address::` and its id.
 */
export type ContextId = Brand<string, 'ContextId'>;

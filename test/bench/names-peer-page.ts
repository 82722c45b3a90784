/** The editor of Prometheus's own page, as the documentation of its package has it: it fetches the names itself, from the address behind the #. */
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { basicSetup, EditorView } from 'codemirror';

const promql = new PromQLExtension().setComplete({ remote: { url: location.hash.slice(1) } });
new EditorView({ extensions: [basicSetup, promql.asExtension()], parent: document.body });

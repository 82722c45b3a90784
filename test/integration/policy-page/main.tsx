/** Everything of our page that a strict policy could break, on one small page: the client, Mantine, the editor, a worker, a late chunk. */
import '../../../renderer/app/no-eval.ts';
import '@mantine/core/styles.css';
import './page.css';
import { Button, MantineProvider, Menu } from '@mantine/core';
import { EditorView } from 'codemirror';
import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from '../../../renderer/client/connect.ts';
import { LinkProvider, useClient, useLinkState, useStream } from '../../../renderer/client/hooks.tsx';
import { installTrustedTypes } from '../../../renderer/client/trusted-types.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { SquareAnswer } from './square.worker.ts';

installTrustedTypes();
const link = connect();
const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? '';

function Live() {
  const client = useClient();
  const state = useLinkState();
  const settings = useStream((client, options) => client.settings.watch({}, options), []);
  const [failure, setFailure] = useState('none');
  const choose = () =>
    client.settings.update({ theme: 'dark' }).catch((error: { code: string }) => setFailure(error.code));
  return (
    <section>
      <output id="link">{state.kind === 'refused' ? `refused ${state.reason}` : state.kind}</output>
      <output id="theme">{`${settings.status} ${settings.latest?.settings.theme ?? 'unknown'}`}</output>
      <output id="failure">{failure}</output>
      <Button onClick={choose}>Choose dark</Button>
      <Menu>
        <Menu.Target>
          <Button>Menu</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item>Item</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}

/** The bits of a column as they arrive, and how its buffer lies. */
function Columns() {
  const client = useClient();
  const [text, setText] = useState('not asked');
  const ask = async () => {
    const request = { kind: 'instant', expr: 'up' } as const;
    for await (const item of client.query.run({ context: 'c' as ContextId, request })) {
      if (item.kind !== 'part') continue;
      const { values } = item.columns;
      const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length);
      const hex = [...bits].map((one) => one.toString(16));
      setText([values.constructor.name, values.byteOffset, values.buffer.byteLength, ...hex].join(' '));
    }
  };
  return (
    <section>
      <output id="columns">{text}</output>
      <Button onClick={ask}>Ask</Button>
    </section>
  );
}

function Editor() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({
      parent: place.current,
      doc: 'up',
      extensions: [EditorView.cspNonce.of(nonce), EditorView.theme({ '&': { outline: '3px solid rgb(1, 2, 3)' } })],
    });
    return () => view.destroy();
  }, []);
  return <div id="editor" ref={place} />;
}

function Late() {
  const [text, setText] = useState('not loaded');
  const [square, setSquare] = useState(0);
  const load = async () => setText((await import('./late.ts')).lateText);
  const work = () => {
    const worker = new Worker(new URL('./square.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<SquareAnswer>) => {
      setSquare(data.square);
      worker.terminate();
    };
    worker.postMessage(12);
  };
  return (
    <section>
      <output id="late">{text}</output>
      <output id="square">{square}</output>
      <Button onClick={load}>Load</Button>
      <Button onClick={work}>Work</Button>
    </section>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <LinkProvider link={link}>
    <MantineProvider getStyleNonce={() => nonce}>
      <Live />
      <Columns />
      <Editor />
      <Late />
    </MantineProvider>
  </LinkProvider>,
);

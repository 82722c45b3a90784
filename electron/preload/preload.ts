/**
 * The bridge to the page: it asks for one message port and hands it on. A port cannot pass the context bridge, so it travels as a
 * message of the window to itself. Nothing else is exposed.
 */
import { contextBridge, ipcRenderer } from 'electron';

ipcRenderer.on('binnacle:port', (event) => {
  window.postMessage({ kind: 'binnacle:port' }, window.location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld('binnacle', {
  requestPort: () => ipcRenderer.send('binnacle:request-port'),
});

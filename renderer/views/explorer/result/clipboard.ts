/** The clipboard, which may refuse. What takes long to make is promised to it, so that the click that asked for it still counts. */

export function copyText(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string') return navigator.clipboard.writeText(text);
  return copyBlob(
    'text/plain',
    text.then((whole) => new Blob([whole], { type: 'text/plain' })),
  );
}

export function copyBlob(type: 'text/plain' | 'image/png', blob: Promise<Blob>): Promise<void> {
  return navigator.clipboard.write([new ClipboardItem({ [type]: blob })]);
}

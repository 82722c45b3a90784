/** The nonce of this page's content security policy, for what makes style elements: `<meta property="csp-nonce">`, as vite writes it. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce || meta?.getAttribute('nonce') || '';
}

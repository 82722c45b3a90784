/**
 * The page's one Trusted Types policy. Nothing here writes markup from text; but React sets the text of a style element, and a
 * bundler's workers are named by addresses, in ways that the browser cannot tell from the dangerous ones.
 */

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: {
      readonly createHTML: (text: string) => string | null;
      readonly createScriptURL: (address: string) => string | null;
    },
  ): unknown;
}

/** To be called before anything renders. What the rules refuse throws where it was tried, and is reported as a violation. */
export function installTrustedTypes(page: { readonly location: Pick<Location, 'origin'> } = window): void {
  const { trustedTypes } = page as { readonly trustedTypes?: PolicyFactory };
  trustedTypes?.createPolicy('default', {
    // Without a '<' there is no element in it.
    createHTML: (text) => (text.includes('<') ? null : text),
    createScriptURL: (address) =>
      new URL(address, page.location.origin).origin === page.location.origin ? address : null,
  });
}

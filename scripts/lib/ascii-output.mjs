/**
 * Scripts in ASCII, for Node and Electron's main process. V8 keeps a script's text for as long as it runs: where one character of a million is beyond
 * ASCII, two bytes for each.
 */

/**
 * Escapes what is beyond ASCII: in a text, a pattern, a name or a comment the escape is the same, and nobody here asks a template for what was written.
 * @returns {import('vite').Plugin}
 */
export function asciiOutput() {
  return {
    name: 'binnacle:ascii-output',
    generateBundle(_options, bundle) {
      for (const one of Object.values(bundle)) if (one.type === 'chunk') one.code = inAscii(one.code);
    },
  };
}

/**
 * @param {string} code
 * @returns {string} @throws Error where a backslash stands before such a character: the two would become something else
 */
export function inAscii(code) {
  return code.replace(/(\\*)([^\0-\x7f])/g, (_, slashes, unit) => {
    if (slashes.length % 2 === 1)
      throw new Error(`a backslash before ${JSON.stringify(unit)} cannot be written in ASCII`);
    return `${slashes}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What texts that are not ours must not do to the page, wherever they show: become elements, turn what stands behind them, push it apart. */
import type { Page } from 'playwright-core';

/** Markup of hostile texts has this class. */
const evilClass = 'evil';

/** @returns what was done to the page; nothing, where all of it is text. */
export function outbreaks(page: Page): Promise<readonly string[]> {
  return page.evaluate((evil) => {
    const turning = /[\u202a-\u202e\u2066-\u2069]/u;
    const found = [...document.querySelectorAll(`.${evil}`)].map(({ outerHTML }) => `an element: ${outerHTML}`);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide`);
    /** The block, or the box in a line, in which a text is laid out; undefined where its direction ends with its own element. */
    const paragraphOf = (node: Node): Element | undefined => {
      for (let element = node.parentElement; element !== null; element = element.parentElement) {
        const { display, unicodeBidi } = getComputedStyle(element);
        // Blocks are isolated from what is around them, not what is within them.
        if (display !== 'inline' && display !== 'contents') return element;
        if (/isolate|plaintext/.test(unicodeBidi)) return undefined;
      }
      return undefined;
    };
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) texts.push(node as Text);
    texts.forEach((text, index) => {
      if (!turning.test(text.data)) return;
      const paragraph = paragraphOf(text);
      const turned = texts
        .slice(index + 1)
        .find((other) => other.data.trim() !== '' && paragraphOf(other) === paragraph);
      if (paragraph !== undefined && turned !== undefined && paragraph.contains(turned)) {
        found.push(`"${turned.data.slice(0, 40)}" is turned in ${paragraph.outerHTML.slice(0, 300)}`);
      }
    });
    return found;
  }, evilClass);
}

/** What the scenarios do and read on the page, by the names that a person (or a screen reader) goes by. */

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export function contextButton(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** By the menu below the contexts, from any view. */
export async function speakKorean(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('menuitemradio', { name: '한국어' }).click();
}

export function panel(page: Page, letter: string): Locator {
  return page.getByRole('region', { name: `Panel ${letter}` });
}

/** Writes an expression into a panel and runs it. */
export async function execute(page: Page, expr: string, letter = 'A'): Promise<void> {
  const box = panel(page, letter).getByRole('textbox', { name: 'Expression' });
  await box.fill(expr);
  await panel(page, letter).getByRole('button', { name: 'Execute' }).click();
}

/** How many pixels of the panel's graph are in colour: a line was drawn, and not only axes (which are grey). */
async function colouredPixels(page: Page, letter = 'A'): Promise<number> {
  return panel(page, letter)
    .locator('canvas')
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      if (data === undefined) return 0;
      // By index: an array for each of half a million pixels kept the page busy, many times a second.
      const at = (index: number) => data[index] ?? 0;
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (at(i + 3) <= 128) continue;
        const most = Math.max(at(i), at(i + 1), at(i + 2));
        if (most - Math.min(at(i), at(i + 1), at(i + 2)) > 48) count += 1;
      }
      return count;
    });
}

/** @param least fewer than that are no line: of some seconds in an hour's graph there are only a few */
export async function waitForGraph(page: Page, letter = 'A', least = 100): Promise<void> {
  await expect
    .poll(() => colouredPixels(page, letter).catch(() => 0), { timeout: 60_000, interval: 50 })
    .toBeGreaterThan(least);
}

/** The editor of an expression: of the only one, or by its letter where a panel has several. */
export function editor(page: Page, letter: string, query?: string): Locator {
  const name = query === undefined ? /^Expression/ : `Expression ${query}`;
  return panel(page, letter)
    .getByRole('textbox', { name, ...(query === undefined ? {} : { exact: true }) })
    .first();
}

/** Something of a panel's menu. */
export async function choose(page: Page, letter: string, action: string): Promise<void> {
  await panel(page, letter)
    .getByRole('button', { name: `More for panel ${letter}` })
    .click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** What the address says. */
export function search(page: Page): URLSearchParams {
  return new URL(page.url()).searchParams;
}

/** What the rows of the legend say before their numbers, in their order: the expression's letter where there are several, and labels. */
export async function legendNames(page: Page, letter = 'A'): Promise<readonly string[]> {
  const rows = panel(page, letter).getByRole('table', { name: 'Series' }).getByRole('row');
  return rows.evaluateAll((list) =>
    list.slice(1).map((row) => {
      const cells = [...row.querySelectorAll('[role="cell"]')].map((cell) => cell.textContent ?? '');
      return cells.slice(1, -5).join(' ');
    }),
  );
}

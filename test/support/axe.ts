import axe from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What keeps a page from WCAG 2.2 AA and from good practice, as far as a program can tell: one line for each rule. */
export const violations = async (page: Page): Promise<string[]> => {
  // What a test evaluates is not held to the page's Content-Security-Policy, as a script element would be.
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      runOnly: tags,
      resultTypes: ['violations'],
    });
    return violations.map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 5).map(({ target }) => target.join(' '));
      const more = nodes.length > 5 ? ` and ${String(nodes.length - 5)} more` : '';
      return `${id}: ${help}: ${places.join(', ')}${more}`;
    });
  }, TAGS);
};

"""A small check of what is on the screen: names, alternatives, ids, contrast."""

from playwright.sync_api import Page

PROBLEMS = """() => {
  const problems = [];
  const seen = (node) => node.checkVisibility({checkOpacity: false, checkVisibilityCSS: true});
  const words = (node) => (node.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
    .map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const name = (node) => (words(node) || node.getAttribute('aria-label') || node.textContent
    || [...(node.labels ?? [])].map((label) => label.textContent).join(' ')
    || node.getAttribute('title') || '').trim();
  const acting = 'a, button, input, textarea, select, summary, [role=option], [role=menuitem], '
    + '[role=switch], [role=region], [role=log], [role=dialog], dialog, nav, aside';
  for (const node of document.querySelectorAll(acting)) {
    if (seen(node) && !name(node)) problems.push(`no name: ${node.outerHTML.slice(0, 120)}`);
  }
  for (const node of document.querySelectorAll('img, [role=img]')) {
    if (!(node.getAttribute('alt') ?? node.getAttribute('aria-label'))) {
      problems.push(`no alternative: ${node.outerHTML.slice(0, 120)}`);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  for (const id of new Set(ids.filter((each, n) => ids.indexOf(each) !== n))) {
    problems.push(`id twice: ${id}`);
  }
  for (const node of document.querySelectorAll('[aria-controls], [aria-describedby]')) {
    const naming = ['aria-controls', 'aria-describedby'];
    const named = naming.map((each) => node.getAttribute(each) ?? '');
    for (const id of named.join(' ').split(' ').filter(Boolean)) {
      if (!document.getElementById(id)) problems.push(`names no element: ${id}`);
    }
  }
  return problems;
}"""

CONTRAST = """(least) => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, bottom) => {
    const alpha = top[3] / 255;
    return [0, 1, 2].map((n) => top[n] * alpha + bottom[n] * (1 - alpha)).concat(255);
  };
  const light = ([r, g, b]) => {
    const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92
      : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (node) => {
    const layers = [];
    for (let each = node; each; each = each.parentElement) {
      layers.push(rgba(getComputedStyle(each).backgroundColor));
      if (layers.at(-1)[3] === 255) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 255]);
  };
  const poor = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const node = text.parentElement;
    const spared = '.unseen, svg, .skip, [disabled], [aria-hidden=true]';
    if (!text.data.trim() || node.closest(spared)) continue;
    if (!node.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const behind = ground(node);
    const front = over(rgba(getComputedStyle(node).color), behind);
    const [high, low] = [light(front), light(behind)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const words = `${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)}`;
    if (ratio < least) poor.set(`${node.tagName}.${node.className}`, words);
  }
  return [...poor].map(([where, what]) => `${where} ${what}`);
}"""

LEAST_CONTRAST = 4.5


def problems(page: Page) -> list[str]:
    """Return what is on the screen without a name or alternative, and ids that are there twice."""
    found: list[str] = page.evaluate(PROBLEMS)
    return found


def poor_contrast(page: Page) -> list[str]:
    """Return the visible texts whose contrast to what is behind them is below WCAG AA."""
    found: list[str] = page.evaluate(CONTRAST, LEAST_CONTRAST)
    return found

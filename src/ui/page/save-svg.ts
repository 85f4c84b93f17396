import { download } from './download.ts';

/** Properties that the style sheet sets, as attributes of SVG. */
const properties = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity'],
  ...['font-size', 'font-family', 'color'],
];

/** Saves a picture of the page as it looks now. */
export function saveSvg(picture: SVGSVGElement, name: string): void {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = [picture, ...picture.querySelectorAll('*')];
  for (const [index, element] of [copy, ...copy.querySelectorAll('*')].entries()) settle(element, originals[index]!);
  const { width, height } = picture.viewBox.baseVal;
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  download(`${name}.svg`, 'image/svg+xml', new XMLSerializer().serializeToString(copy));
}

/** Gives an element the look of its original, and takes what works on the page only. */
function settle(element: Element, original: Element): void {
  const style = getComputedStyle(original);
  for (const property of properties) element.setAttribute(property, style.getPropertyValue(property));
  for (const name of ['href', 'class', 'tabindex']) element.removeAttribute(name);
}

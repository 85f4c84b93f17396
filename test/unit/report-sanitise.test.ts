import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitisePicture } from '../../src/report/sanitise.ts';

const space = 'xmlns="http://www.w3.org/2000/svg"';
const clean = (inside: string) => sanitisePicture(`<svg viewBox="0 0 1 1">${inside}</svg>`)?.text;
const wrapped = (inside: string) => `<svg ${space} viewBox="0 0 1 1">${inside}</svg>`;

test('shapes, text and colours stay', () => {
  const shapes =
    '<g transform="translate(1 2) rotate(-3)"><circle cx="0.5" cy="1e-3" r="0.25" fill="#6f9bd1"></circle><path d="M0 0L1 1Z" stroke="rgb(1, 2, 3)"></path></g><text x="1" y="2">a &lt; b &amp; c</text>';
  expect(clean(shapes)).toBe(wrapped(shapes));
  expect(clean("<!-- a note --><line x1 = '0' y1='1'/>")).toBe(wrapped('<line x1="0" y1="1"></line>'));
});

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['a script that closes itself', '<script href="x.js"/>'],
  ['foreign content', '<foreignObject><body><p>x</p></body></foreignObject>'],
  ['a picture from elsewhere', '<image href="https://example.org/x.png"/>'],
  ['a use', '<use xlink:href="#a"/>'],
  ['a link around a shape', '<a href="javascript:alert(1)"><circle r="1"/></a>'],
  ['a style sheet', '<style>@import "https://example.org/x.css"; circle { fill: red }</style>'],
  ['an animation', '<animate attributeName="href" values="javascript:alert(1)"/>'],
  ['a name that is in every object', '<constructor/><toString/>'],
])('%s goes with all it holds', (_, inside) => {
  expect(clean(`${inside}<rect x="1"/>`)).toBe(wrapped('<rect x="1"></rect>'));
});

test.each([
  ['a handler', 'onload="alert(1)"'],
  ['a style', 'style="fill: url(https://example.org)"'],
  ['a reference', 'fill="url(#a)"'],
  ['a reference in capitals', 'fill="URL (https://example.org)"'],
  ['an escaped reference', String.raw`fill="u\72l(https://example.org)"`],
  ['an encoded quote', 'fill="&quot; onload=&quot;alert(1)"'],
  ['an encoded letter', 'fill="&#117;rl(#a)"'],
  ['a name', 'id="main" class="notice"'],
  ['an address', 'xml:base="https://example.org" xlink:href="x"'],
])('%s is left out', (_, attributes) => {
  expect(clean(`<rect ${attributes} x="1"/>`)).toBe(wrapped('<rect x="1"></rect>'));
});

test('a title holds text only: a page reads what is in it as HTML', () => {
  expect(clean('<title>a<g></g><title>b</title>c</title>')).toBe(wrapped('<title>ac</title>'));
});

test.each([
  ['no picture', 'hello'],
  ['another root', '<g></g>'],
  ['two roots', '<svg></svg><svg></svg>'],
  ['text behind it', '<svg></svg>x'],
  ['an open element', '<svg><g></svg>'],
  ['an end without a beginning', '<svg></g></svg>'],
  ['an open tag', '<svg><rect x="1"</svg>'],
  ['an attribute without quotes', '<svg><rect x=1></rect></svg>'],
  ['a declaration', '<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>'],
  ['an odd comment', '<svg><!-- a -- b --></svg>'],
  ['too deep', `<svg>${'<g>'.repeat(100)}${'</g>'.repeat(100)}</svg>`],
  ['too large', `<svg>${'x'.repeat(2_000_001)}</svg>`],
])('%s is no picture', (_, text) => {
  expect(sanitisePicture(text)).toBeUndefined();
});

test('whatever goes in, only what is allowed comes out', () => {
  const bits = fc.constantFrom(
    ...['<svg>', '</svg>', '<svg ', '<g>', '</g>', '<text>', '</text>', '<title>', '</title>', '<script>', '</script>'],
    ...['<!--', '-->', '<![CDATA[', ']]>', '&lt;', '&amp;', '"', "'", '<', '>', '/>', 'onload="x"', ' fill="url(#a)"'],
    ...[
      ' x="1"',
      ' href="x"',
      '<rect x="1"/>',
      '<style>',
      '</style>',
      'text',
      '<a href="x">',
      '</a>',
      '\u0000',
      '\u202e',
    ],
  );
  const texts = fc.array(fc.oneof(bits, fc.string({ maxLength: 5 })), { maxLength: 12 });
  const allowed = /^(?:<\/?(?:svg|g|text|title|rect)(?: (?:xmlns|x|fill)="[^"<>&]*")*>|[^<>])*$/;
  let pictures = 0;
  fc.assert(
    fc.property(texts, (parts) => {
      const picture = sanitisePicture(`<svg>${parts.join('')}</svg>`)?.text;
      if (picture === undefined) return;
      pictures++;
      expect(picture).toMatch(allowed);
      expect(picture).not.toMatch(
        /url|script|href=|onload=/.test(parts.join('')) ? /<[^>]*(url|script|href|onload)/ : /\0/,
      );
    }),
    { numRuns: 2000 },
  );
  expect(pictures).toBeGreaterThan(50);
});

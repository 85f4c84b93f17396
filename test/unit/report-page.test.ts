import { hash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportFacts } from '../../src/report/facts.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { markup } from '../../src/report/markup.ts';
import { sanitisePicture } from '../../src/report/sanitise.ts';
import type { ReportTexts } from '../../src/report/sections.ts';

const change = {
  attempt: 4,
  parent: 2,
  proposer: 'tune',
  model: 'small',
  summary: 'change 1',
  score: 4,
  gain: 3,
  share: 1,
};
const credit = { name: 'tune', changes: 1, gain: 3, share: 1 };
const proposer = {
  proposer: 'tune',
  model: 'small',
  tries: 9,
  children: 8,
  placed: 3,
  gain: 3,
  seconds: 2,
  tokens: 50,
};

/** A report in which everything is there. */
const facts: ReportFacts = {
  direction: 'max',
  ...{ problem: 'test', statement: 'Be better.', knownBest: { score: 5, source: 'a paper' }, engine: '0.1.0', seed: 1 },
  ...{
    started: 0,
    deterministic: false,
    sandbox: ['realm'],
    unprotected: false,
    attempts: 9,
    recorded: 11,
    initial: 1,
    origin: 0,
    initials: 1,
    hints: [],
    notes: [{ attempt: 3, star: true, text: 'look at <b>this</b> | again', by: 'ann' }],
  },
  winner: {
    ...{ attempt: 4, commit: 'c0ffee', score: 4, gain: 3, metrics: { size: 2 } },
    measured: [{ name: 'speed', value: 2, low: 1, high: 3 }],
    firstMeasured: false,
    audit: { attempt: 5, verdict: { status: 'confirmed', score: 4, metrics: { hidden: 3 }, feedback: 'the same' } },
  },
  comparison: { winner: { attempt: 4, score: 4, heldBack: { score: 3, initial: 1 } } },
  steps: [
    { attempt: 0, attempts: 0, at: 0, score: 1, summary: 'initial' },
    { attempt: 4, attempts: 4, at: 900, score: 4, summary: 'change 1' },
  ],
  attribution: {
    origin: 0,
    from: 1,
    to: 4,
    gain: 3,
    changes: [change],
    proposers: [credit],
    models: [{ ...credit, name: 'small' }],
  },
  outcomes: { scored: 5, kept: 3, refused: 1, failed: 3 },
  reasons: [{ status: 'failed', reason: 'wrong', count: 3, example: { attempt: 7, feedback: 'it is NaN' } }],
  proposers: [proposer],
  machines: [
    { machine: 'mini-2', evaluations: 6, scored: 4, failed: 2, share: 0.75, refuted: 1 },
    { machine: undefined, evaluations: 2, scored: 1, failed: 1, share: 0.25, refuted: 0 },
  ],
  answers: [{ model: 'small', format: 'block', asked: 4, atOnce: 1, rescued: 2, repairs: 5 }],
  ideas: [
    {
      ...{ attempt: 4, model: 'small', proposer: 'improve', summary: 'a table', parent: 0, from: 1, score: 4 },
      ...{
        fate: 'champion',
        reason: undefined,
        twin: undefined,
        became: { attempt: 5, score: 4.5 },
        deadEnd: undefined,
      },
      ...{ exchanges: 2, tokens: 50, seconds: 2 },
    },
    {
      ...{ attempt: 6, model: 'small', proposer: 'improve', summary: 'a loop', parent: 4, from: 4, score: undefined },
      ...{ fate: 'refused', reason: 'alike', twin: 4, became: undefined, deadEnd: 'refused: alike' },
      ...{ exchanges: 1, tokens: 20, seconds: 1 },
    },
  ],
  audits: { confirmed: 1, refuted: 1 },
  refuted: [{ candidate: 3, feedback: 'it got 2' }],
  cost: {
    ...{ milliseconds: 1000, proposing: 1, evaluating: 2, auditing: 1, trials: 4 },
    ...{ calls: 2, failedCalls: 1, promptTokens: 40, answerTokens: 10 },
  },
  archive: {
    descriptors: [{ name: 'size', range: [1, 9], bins: 4 }],
    islands: [{ cells: [{ cell: [1], attempt: 4, score: 4 }] }],
  },
};

const texts: ReportTexts = {
  ...{
    population: 'mine',
    patch: '-a\n+b\n',
    simplified: '-a\n',
    parts: [
      {
        file: 'a.ts',
        line: 3,
        removed: ['a'],
        added: ['b'],
        without: 1.5,
        loss: 2.5,
        by: [change],
      },
      { file: 'a.ts', line: 9, removed: [], added: ['c'], without: undefined, loss: undefined, by: [] },
    ],
    changes: new Map([[4, '-a\n+b\n']]),
    missing: ['no picture'],
  },
  signs: [{ name: 'clock', file: 'a.ts', line: 3, text: 'Date.now()' }],
  pictures: { initial: sanitisePicture('<svg><circle r="1"/></svg>'), winner: undefined },
};

/** The same report in which every text says something else. */
function saying(text: string): [ReportFacts, ReportTexts] {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one)]));
  };
  const said = replace(facts) as ReportFacts;
  const winner = { ...said.winner, metrics: { [text]: 1 } };
  const changes = new Map([[4, text]]);
  return [
    { ...said, winner },
    {
      ...texts,
      population: text,
      patch: text,
      simplified: text,
      changes,
      missing: [text],
      signs: [{ name: 'clock', file: text, line: 3, text }],
      parts: replace(texts.parts) as typeof texts.parts,
    },
  ];
}

const tag = /<(?:!doctype html|\/?[a-z][a-z0-9]*(?: [\w:-]+="[^"<>]*")*\/?)>/gi;

const tagsOf = (page: string) => page.match(tag)?.map((one) => one.replace(/content="default[^"]*"/, '')) ?? [];

/** Texts that try to be something else than text. */
const texty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '<script>',
          '</script>',
          '</style>',
          '</title>',
          '<!--',
          '-->',
          '"',
          "'",
          '`',
          '&',
          '&lt;',
          '<img src=x onerror=',
          '>',
        ],
        ...[
          '</pre>',
          ']]>',
          '\u0000',
          '\u2028',
          '\ud800',
          '{',
          '${',
          '\\',
          '|',
          '[a](javascript:b)',
          '```',
          '~~~',
          '<',
          '=',
          ' ',
        ],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

/** Without line ends: of those a patch makes lines, each in a tag of its own. */
const oneLine = texty.map((text) => `x${text.replace(/[\r\n]/g, '')}`);

test('no text makes a tag, ends one, or changes one but for the text it holds', () => {
  const plainTags = tagsOf(renderHtml(...saying('x')));
  expect(plainTags.length).toBeGreaterThan(200);
  fc.assert(
    fc.property(oneLine, (text) => {
      const page = renderHtml(...saying(text));
      expect(tagsOf(page)).toEqual(plainTags);
      expect(page.replace(tag, '')).not.toMatch(/[<>]/);
    }),
  );
});

test('the same holds for texts of many lines', () => {
  fc.assert(
    fc.property(fc.array(texty, { maxLength: 5 }), (lines) => {
      const page = renderHtml(...saying(lines.join('\n')));
      expect(page.replace(tag, '')).not.toMatch(/[<>]/);
      expect(new Set(tagsOf(page).map((one) => one.replace(/[ >].*/s, '')))).not.toContain('<script');
    }),
  );
});

test('a template escapes what is filled into an attribute', () => {
  const evil = `"'><script>&\u202e`;
  expect(markup`<a title="${evil}">${[evil, markup`<b>`]}</a>`.text).toBe(
    '<a title="&quot;&#39;&gt;&lt;script&gt;&amp;\\u{202e}">&quot;&#39;&gt;&lt;script&gt;&amp;\\u{202e}<b></a>',
  );
});

test('the page allows nothing but its own style, and asks for nothing', () => {
  const page = renderHtml(facts, texts);
  expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
  expect(page).not.toMatch(/<script|<link|<img|<iframe|<form|@import|url\(|\bon\w+=|style="/);
  expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  expect(page).toContain('prefers-color-scheme: dark');
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
  expect(page).toContain(`sha256-${hash('sha256', style, 'base64')}&#39;`); // else a browser drops the style
});

test('the page says what matters', () => {
  const page = renderHtml(facts, texts);
  for (const said of [
    'from 1 to 4',
    '2 (1 to 3)',
    'change 1',
    'it is NaN',
    'confirmed (audit #5)',
    'git apply',
    'refused: alike, nearly #4',
    '4.5 #5',
    'line 3 is worth 2.5 (1.5 without it), by #4 tune by small: change 1',
    'Without each of 1 more part',
    '<circle r="1">',
  ])
    expect(page).toContain(said);
});

test('text in Markdown is text: no tag, no cell, no end of a block', () => {
  const count = (text: string, part: RegExp) => text.match(part)?.length ?? 0;
  const expected = renderMarkdown(...saying('x'), []);
  fc.assert(
    fc.property(oneLine, (text) => {
      const page = renderMarkdown(...saying(text), []);
      const outside = page.replace(/^(`{3,})\w+\n[\s\S]*?^\1$/gm, '');
      expect(outside).not.toMatch(/(?<!\\)(?:\\\\)*`/);
      expect(outside).not.toContain('<');
      expect(count(outside, /^#/gm)).toBe(count(expected, /^#/gm));
      expect(count(outside, /(?<!\\)(?:\\\\)*\|/g)).toBe(count(expected, /(?<!\\)(?:\\\\)*\|/g));
      expect(outside).not.toMatch(/(?<!\\)(?:\\\\)*\]\(/);
    }),
  );
});

import {
  defineEvaluator,
  defineStage,
  type Evaluator,
  type Exports,
  type ScoreResult,
  type TimedEvidence,
} from 'germline';
import { judge, readList, readWhole, WrongEvidence } from './kit/evidence.ts';
import { makeRounds, rounds, scoreRace } from './kit/race.ts';
import { between, unrelatedSeeds, type Words, words } from './kit/rng.ts';

/** Bytes travel as texts of the characters 0 to 255. */
type Bytes = string;

/** The timed work: every round validates its texts, each `length` bytes long. */
interface Race {
  readonly length: number;
  readonly rounds: readonly (readonly Bytes[])[];
}

/** Validates each of the texts; they differ in length, and some arrays go on behind them. */
function validateEach(candidate: Exports, texts: readonly Bytes[]): unknown[] {
  return texts.map((text, index) => {
    const bytes = new Uint8Array(text.length + (index % 3)).fill(index % 3 === 1 ? 0x41 : 0xbf);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return candidate.validate(bytes, text.length);
  });
}

/** The timed session: new bytes in every round. The evidence is the results of the timed run. */
function race(candidate: Exports, { length, rounds }: Race) {
  const buffers = rounds[0]!.map(() => new Uint8Array(length));
  const results: unknown[] = [];
  return {
    prepare(round: number) {
      const texts = rounds[round]!;
      for (let b = 0; b < texts.length; b++) {
        const [buffer, text] = [buffers[b]!, texts[b]!];
        for (let i = 0; i < length; i++) buffer[i] = text.charCodeAt(i);
      }
    },
    run() {
      for (let b = 0; b < buffers.length; b++) results[b] = candidate.validate(buffers[b], length);
    },
    collect: () => results,
  };
}

/**
 * Number of bytes at the beginning that are well-formed UTF-8: the bytes of all whole characters before the first
 * ill-formed one (The Unicode Standard, table 3-7).
 */
export function validUpTo(bytes: Uint8Array): number {
  let start = 0;
  for (;;) {
    const length = characterAt(bytes, start);
    if (length === 0) return start;
    start += length;
  }
}

/** The length in bytes of the character at `start`; 0 if none begins there. */
function characterAt(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === undefined) return 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < length; i++) {
    const byte = bytes[start + i];
    if (byte === undefined || byte < (i === 1 ? low : 0x80) || byte > (i === 1 ? high : 0xbf)) return 0;
  }
  return length;
}

const bytesOf = (text: Bytes) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const ranges = [
  [0x20, 0x7e],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
] as const;

/** A code point: mostly of this kind, now and then of any. */
function codePoint(next: Words, kind: number): number {
  const [low, high] = ranges[next() % 8 === 0 ? next() % ranges.length : kind]!;
  return between(next, low, high);
}

/** The bytes of a code point. */
function encode(point: number): readonly number[] {
  if (point < 0x80) return [point];
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return [0xe0 | (point >> 12), middle, last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, last];
}

/** Well-formed text of `length` bytes: mostly runs of ASCII, with other characters between. */
function wellFormed(next: Words, length: number): Bytes {
  const bytes: number[] = [];
  while (bytes.length < length) {
    const kind = next() % 3 === 0 ? 1 + (next() % 4) : 0;
    for (let run = 1 + (next() % 24); run > 0 && bytes.length < length; run--) {
      const character = encode(codePoint(next, kind));
      bytes.push(...(bytes.length + character.length <= length ? character : [0x20]));
    }
  }
  return String.fromCharCode(...bytes);
}

/** The text with one byte changed, removed or doubled, anywhere. */
function damaged(next: Words, text: Bytes): Bytes {
  const place = next() % text.length;
  const byte = String.fromCharCode(next() % 256);
  const [before, after] = [text.slice(0, place), text.slice(place + 1)];
  const kind = next() % 3;
  const changed = before + (kind === 0 ? byte : kind === 1 ? '' : text[place]! + text[place]!) + after;
  return changed.slice(0, text.length).padEnd(text.length, byte);
}

/** Sequences at the edges of the allowed ranges, as bytes in hexadecimal. */
const edges: readonly Bytes[] = [
  ...[
    '00',
    '7f',
    '80',
    'bf',
    'c080',
    'c1bf',
    'c280',
    'dfbf',
    'e08080',
    'e09fbf',
    'e0a080',
    'ecbfbf',
    'ed9fbf',
    'eda080',
  ],
  ...['edbfbf', 'ee8080', 'efbfbf', 'f0808080', 'f08fbfbf', 'f0908080', 'f3bfbfbf', 'f48fbfbf', 'f4908080', 'f5808080'],
  ...['f8888080', 'fe', 'ff', 'c2c2', 'c220', 'e1a0c0', 'e1c0a0', 'f1a0a0c0', 'f1a0c0a0', 'f1c0a0a0', 'efbbbf'],
].map((hex) => String.fromCharCode(...(hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))));

/** Texts of all lengths up to twice that of the race, damaged anywhere. */
function longTexts(next: Words, length: number): Bytes[] {
  const lengths = Array.from({ length: 12 }, () => between(next, 200, 2 * length));
  return [length, length, ...lengths].map((one) => damaged(next, wellFormed(next, one)));
}

function trickyTexts(seed: number, length: number): Bytes[] {
  const next = words(seed);
  const around = (edge: Bytes) => {
    const before = wellFormed(next, next() % 40);
    return [edge, edge.slice(0, -1), before + edge, before + edge + wellFormed(next, 20), before + edge.slice(0, -1)];
  };
  const texts = Array.from({ length: 80 }, () => wellFormed(next, 1 + (next() % 200)));
  const short = ['', ...edges.flatMap(around), ...texts, ...texts.map((text) => damaged(next, text))];
  return [...short, ...longTexts(next, length)];
}

function checkPrefix(given: unknown, text: Bytes, what: string): void {
  const expected = validUpTo(bytesOf(text));
  const value = readWhole(given, 0, text.length, what);
  if (value === expected) return;
  const near = [...bytesOf(text.slice(Math.max(0, expected - 4), expected + 8))].map((byte) => byte.toString(16));
  throw new WrongEvidence(
    `${what} is ${value}, not ${expected} of ${text.length} bytes (near there: ${near.join(' ')})`,
  );
}

function scoreTexts([evidence]: readonly unknown[], [texts]: readonly (readonly Bytes[])[]): ScoreResult {
  return judge(() => {
    const given = readList(evidence, texts!.length, 'the list of results');
    for (const [index, text] of texts!.entries()) checkPrefix(given[index], text, `the result for text ${index}`);
    return { score: 0, metrics: {}, feedback: '' };
  });
}

/** The texts of a round: most are well-formed, some are damaged, half of these anywhere and half near their end. */
function textsOf(seed: number, count: number, length: number): Bytes[] {
  const next = words(seed);
  return Array.from({ length: count }, () => {
    const text = wellFormed(next, length);
    const whole = next() % 2 === 0 ? 0 : length - 256;
    return next() % 3 === 0 ? text.slice(0, whole) + damaged(next, text.slice(whole)) : text;
  });
}

/**
 * UTF-8 validation: the number of well-formed bytes at the beginning of a buffer. Correct at the edges of the allowed
 * ranges, then fast. Score: how many times faster than the initial program, the lower end of the 95 % interval of the
 * median over interleaved pairs of runs.
 */
export function utf8Validation({ length }: { readonly length: number }): Evaluator {
  const correct = defineStage<readonly Bytes[], unknown>({
    name: 'correct',
    inputs: (seed) => unrelatedSeeds(seed, 1, ' correct').map((one) => trickyTexts(one, length)),
    drive: validateEach,
    score: scoreTexts,
    limits: { milliseconds: 250, megabytes: 64, evidenceCharacters: 20_000 },
  });
  const fast = defineStage<Race, TimedEvidence<unknown>>({
    name: 'fast',
    inputs: (seed) => [{ length, rounds: makeRounds(seed).map(({ entries }) => textsOf(entries, 3, length)) }],
    drive: race,
    score: ([timed], [input]) =>
      scoreRace(timed!, (given, round, what) => {
        const texts = input!.rounds[round]!;
        for (const [index, value] of readList(given, texts.length, what).entries())
          checkPrefix(value, texts[index]!, `result ${index} of ${what}`);
      }),
    timing: { rounds },
    limits: { milliseconds: 2500, megabytes: 128, evidenceCharacters: 20_000 },
  });
  return defineEvaluator({
    name: 'utf8-validation',
    interface:
      'export function validate(bytes: Uint8Array, length: number): number, which returns the number of bytes at the beginning ' +
      'that are well-formed UTF-8, in whole characters: length if all of them are. Only the first length bytes count; the array may ' +
      'be longer, and length may be 0.',
    stages: [correct, fast],
  });
}

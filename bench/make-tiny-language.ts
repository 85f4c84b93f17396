/**
 * Makes the text of the problem tiny-training, in an artificial language: node bench/make-tiny-language.ts
 * Writes evaluators/data/tiny-language.json. Whole numbers of a seeded stream make every choice, and each text has only one
 * derivation, so that the bits of its choices are exactly what a model that knows the language needs.
 */
import { writeFile } from 'node:fs/promises';
import { type Words, words } from '../evaluators/kit/rng.ts';

const symbols = 'abdefgiklmnoprstuvz ,.\n';
const topics = 6;

/** A weighted choice. */
type Pick = (weights: readonly number[]) => number;

/** Choices, and the bits that encode all of them. */
function chooser(next: Words): { readonly pick: Pick; readonly bits: () => number } {
  let bits = 0;
  const pick: Pick = (weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let left = next() % total;
    const choice = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    bits += Math.log2(total / weights[choice]!);
    return choice;
  };
  return { pick, bits: () => bits };
}

/** Weights: the first item is about as frequent as the next two together. */
const falling = (length: number) => Array.from({ length }, (_, i) => Math.round(1000 / (i + 1)));

/** Words that differ from each other, also with an ending. */
function makeLexicon(next: Words) {
  const taken = new Set<string>();
  const [consonants, vowels] = ['bdfgklmnprstvz', 'aeio'];
  const syllable = () => consonants[next() % consonants.length]! + vowels[next() % vowels.length]!;
  const stem = (length: number): string => {
    const word = Array.from({ length }, syllable).join('') + consonants[next() % consonants.length]!;
    const forms = [word, ...['u', 'ul', 'uz'].map((ending) => word + ending)];
    if (forms.some((form) => taken.has(form))) return stem(length);
    for (const form of forms) taken.add(form);
    return word;
  };
  const list = (count: number, length: number) => Array.from({ length: count }, () => stem(length));
  return {
    topics: list(topics, 3),
    nouns: Array.from({ length: topics }, () => list(12, 2)),
    adjectives: list(16, 1),
    verbs: list(24, 2),
    articles: ['o', 'a'],
  };
}
type Lexicon = ReturnType<typeof makeLexicon>;

/** Nouns follow the topic of the paragraph; the ending of the verb agrees in number with the subject, however far away. */
function sentence(pick: Pick, lexicon: Lexicon, topic: number): string {
  const from = (list: readonly string[]) => list[pick(falling(list.length))]!;
  const thing = () => {
    const many = pick([2, 1]);
    const described = pick([3, 2, 1]);
    const adjectives = Array.from({ length: described }, () => from(lexicon.adjectives));
    return {
      many,
      text: [lexicon.articles[many]!, ...adjectives, from(lexicon.nouns[topic]!) + (many ? 'u' : '')].join(' '),
    };
  };
  const subject = thing();
  const inserted = pick([4, 1]) === 1 ? `, ${thing().text},` : '';
  const verb = from(lexicon.verbs) + (subject.many ? 'ul' : 'uz');
  const object = pick([1, 2]) === 1 ? ` ${thing().text}` : '';
  return `${subject.text}${inserted} ${verb}${object}.`;
}

function paragraph(pick: Pick, lexicon: Lexicon): string {
  const topic = pick(falling(topics));
  const sentences = [sentence(pick, lexicon, topic)];
  while (pick([1, 4]) === 1) sentences.push(sentence(pick, lexicon, topic));
  return `${lexicon.topics[topic]}. ${sentences.join(' ')}\n`;
}

/** Whole paragraphs with at least this many characters. */
function makeText(seed: number, lexicon: Lexicon, length: number) {
  const { pick, bits } = chooser(words(seed));
  let text = '';
  while (text.length < length) text += paragraph(pick, lexicon);
  return { text, bits: bits() };
}

const lexicon = makeLexicon(words(1));
const data = {
  symbols,
  study: makeText(2, lexicon, 12_000).text,
  search: makeText(3, lexicon, 1500),
  heldBack: makeText(4, lexicon, 3000),
};
await writeFile(new URL('../evaluators/data/tiny-language.json', import.meta.url), `${JSON.stringify(data)}\n`);
for (const { text, bits } of [data.search, data.heldBack])
  process.stdout.write(`${text.length} characters, ${(bits / text.length).toFixed(4)} bits each\n`);
process.stdout.write(data.study.slice(0, 600));

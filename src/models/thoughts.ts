/** The tags in which families of models write thoughts: opening and closing, as patterns. */
const pairs: readonly (readonly [open: string, close: string])[] = [
  // Hermes, Qwen, DeepSeek, GLM; also with a prefix, as in <seed:think>
  ...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'reflection', 'scratchpad'].map(
    (tag) => [`<(?:\\w+[:_])?${tag}>`, `</(?:\\w+[:_])?${tag}>`] as const,
  ),
  ['\\[THINK\\]', '\\[/THINK\\]'], // Magistral
  ['◁think▷', '◁/think▷'], // Kimi
  ['<\\|channel>thought\\b', '<channel\\|>'], // Gemma 4
  ['<unused94>thought\\b', '<unused95>'], // MedGemma
  ['<\\|START_THINKING\\|>', '<\\|END_THINKING\\|>'], // Command
  ['<\\|begin_of_thought\\|>', '<\\|end_of_thought\\|>'], // OpenThinker
  ['<\\|inner_prefix\\|>', '<\\|inner_suffix\\|>'], // Apertus
];

/** A tag between quotes or in a regular expression is a text of the program. */
const tag = (pattern: string) => `(?<!['"\`/\\\\])${pattern}(?!['"\`/])`;
const blocks = pairs.map(([open, close]) => ({
  whole: new RegExp(`${tag(open)}([\\s\\S]*?)${tag(close)}\\s*`, 'g'),
  headless: new RegExp(`^([\\s\\S]*?)${tag(close)}\\s*`),
  endless: new RegExp(`${tag(open)}([\\s\\S]*)$`),
}));

/**
 * Splits off thoughts and the tokens of a chat template that leaked into an answer, as they do where the server does not
 * know the model's template. Thoughts without a closing tag reach to the end. Those without an opening tag, which the
 * template swallowed, begin at the start.
 */
export function splitThoughts(answer: string): [text: string, thoughts: string] {
  const thoughts: string[] = [];
  const keep = (_: string, thought: string) => {
    thoughts.push(thought.trim());
    return '';
  };
  let text = finalChannel(answer, thoughts);
  for (const { whole, headless, endless } of blocks)
    text = text.replace(whole, keep).replace(headless, keep).replace(endless, keep);
  return [withoutTokens(text), thoughts.filter(Boolean).join('\n')];
}

const channel = '(?:<\\|channel\\|>|^)\\s*(analysis|commentary|final)\\b';
/** One message of the harmony format of gpt-oss; its recipient and its constraint stand before its text. */
const message = new RegExp(`${channel}[^<]*(?:<\\|constrain\\|>[^<]*)?<\\|message\\|>`, 'g');
/** The same where the server has swallowed the tokens. */
const bare = /^analysis(?=[A-Z*])([\s\S]*?)assistant(?:commentary[\s\S]*?assistant)?final\s*/;

/** What an answer says in the last channel; what it says in the others is added to the thoughts. */
function finalChannel(answer: string, thoughts: string[]): string {
  const heads = [...answer.matchAll(message)];
  if (heads.length === 0) {
    const [head = '', thought] = bare.exec(answer) ?? [];
    if (thought) thoughts.push(thought.trim());
    return answer.slice(head.length);
  }
  const said = heads.map((head, index) => {
    const text = answer.slice(head.index + head[0].length, heads[index + 1]?.index);
    return { name: head[1], text: text.split(/<\|(?:end|return|call|start)\|>/)[0] as string };
  });
  thoughts.push(...said.filter(({ name }) => name !== 'final').map(({ text }) => text.trim()));
  return said
    .filter(({ name }) => name === 'final')
    .map(({ text }) => text)
    .join('\n');
}

/** A token of a template, such as <|im_end|> or <turn|>. DeepSeek writes wide bars. */
const token = '(?:<[|｜][\\w▁:.-]{2,40}[|｜]?>|<\\w{2,20}[|｜]>|\\[\\|endofturn\\|\\])';
/** Tokens that could also be code. */
const plain = '(?:</?s>|<(?:bos|eos|pad|(?:start|end)_of_turn)>|\\[/?INST\\])';
const startOfTurn = '(?:<[|｜](?:im_start|start_header_id|start|turn)[|｜]?>|<start_of_turn>)';
const head = new RegExp(`^\\s*(?:(?:${token}|${plain})\\s*(?:(?:assistant|model)\\b\\s*)?)+`);
const ownTurn = new RegExp(`^\\s*${startOfTurn}\\s*(?:assistant|model)[^\\S\\n]*(?:${token})?`, 'gm');
/** A turn of the user, which a model writes that goes on behind its own end. */
const nextTurn = new RegExp(tag(`(?:${startOfTurn}\\s*(?:user|human|system)\\b|<[|｜][uU]ser[|｜]>)`));
const atEnd = (kind: string) => new RegExp(`(?:[^\\S\\n]*${kind})+[^\\S\\n]*$`);
const [tokensAtEnd, anyAtEnd] = [atEnd(token), atEnd(`(?:${token}|${plain})`)];

/** Tokens stand at the beginning of an answer and at the end of a line; elsewhere they may be a text of the program. */
function withoutTokens(text: string): string {
  const turn = text.slice(0, nextTurn.exec(text)?.index);
  const lines = turn.replace(head, '').replace(ownTurn, '').split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const mayEnd = (line: string, index: number) => index === last || /^\s*(?:`{3}|~{3}|>{5})/.test(line);
  return lines.map((line, index) => line.replace(mayEnd(line, index) ? anyAtEnd : tokensAtEnd, '')).join('\n');
}

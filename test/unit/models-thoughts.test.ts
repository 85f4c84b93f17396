import { expect, test } from 'vitest';
import { splitThoughts } from '../../src/models/thoughts.ts';

const answer = 'IDEA: x\n```ts\nconst a = 1;\n```';
const draft = 'First:\n```ts\nconst a = 0;\n```\nno';

test.each([
  ...['think', 'thinking', 'thought', 'reasoning', 'reflection', 'scratchpad', 'seed:think'].map((tag) => [
    `<${tag}>\n${draft}\n</${tag}>\n${answer}`,
  ]),
  [`[THINK]${draft}[/THINK]${answer}`],
  [`◁think▷${draft}◁/think▷${answer}`],
  [`<|channel>thought\n${draft}<channel|>${answer}<turn|>`],
  [`<unused94>thought\n${draft}<unused95>${answer}`],
  [`<|START_THINKING|>${draft}<|END_THINKING|><|START_RESPONSE|>${answer}<|END_RESPONSE|>`],
  [`<|begin_of_thought|>\n${draft}\n<|end_of_thought|>\n\n<|begin_of_solution|>\n${answer}<|end_of_solution|>`],
  [`${draft}</think>\n\n${answer}`],
  [`${draft}[/THINK]${answer}`],
  [`<|channel|>analysis<|message|>${draft}<|end|><|start|>assistant<|channel|>final<|message|>${answer}<|return|>`],
  [`analysis<|message|>${draft}<|end|><|start|>assistant<|channel|>final<|message|>${answer}`],
  [`analysis${draft}assistantfinal${answer}`],
])('thoughts are split off %j', (text) => {
  expect(splitThoughts(text)).toEqual([answer, draft]);
});

test.each([
  ['<think>only a thought', '', 'only a thought'],
  ['<|channel|>analysis<|message|>only a thought<|end|>', '', 'only a thought'],
  ['<|channel|>commentary to=functions.write <|constrain|>json<|message|>{}<|call|>', '', '{}'],
])('%j has no answer', (text, said, thoughts) => {
  expect(splitThoughts(text)).toEqual([said, thoughts]);
});

test.each([
  `${answer}<|im_end|>`,
  `${answer}</s>`,
  `${answer}\n<|endoftext|>`,
  `${answer}<｜end▁of▁sentence｜>`,
  `${answer}<|eot_id|><|eot_id|>`,
  `${answer}<end_of_turn>`,
  `${answer}[|endofturn|]`,
  `<s> ${answer}</s>`,
  `<|im_start|>assistant\n${answer}<|im_end|>`,
  `<|start_header_id|>assistant<|end_header_id|>\n\n${answer}<|eot_id|>`,
  `<start_of_turn>model\n${answer}<end_of_turn>`,
  `${answer}<|im_end|>\n<|im_start|>user\nNow another:\n\`\`\`ts\nconst a = 2;\n\`\`\``,
  `${answer}<end_of_turn>\n<start_of_turn>user\nThanks`,
])('tokens of templates are removed from %j', (text) => {
  expect(splitThoughts(text)[0].trimEnd()).toBe(answer);
});

test.each([
  "```ts\nconst open = '<think>';\nconst close = '</think>';\n```",
  '```ts\nconst close = /<\\/think>/;\nconst tags = [`<think>`, "</think>"];\n```',
  "```ts\nconst ends = ['<|im_end|>', '</s>', '<|im_start|>user'];\n```",
  '```ts\nconst x = list as List<s>;\nconst y = a[INST]\n+ 1;\n```',
  '```fsharp\nlet f = g <| h\nlet a = [|1; 2|]\n```',
  'analysis of the problem: sort first',
])('a program keeps its own texts: %j', (text) => {
  expect(splitThoughts(text)).toEqual([text, '']);
});

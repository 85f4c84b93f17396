import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { familyOf } from '../../src/models/families.ts';
import { readEmbedding, readModel, roleDefaults } from '../../src/models/settings.ts';
import { bestParallel } from '../../src/models/speed.ts';

const read = (text: string, environment = {}) => {
  const [model] = readConfig({ models: [readModel(text, environment)] }).models;
  if (!model) throw new Error('no model was read');
  return model;
};

test('a model needs only a name', () => {
  expect(read('name=gemma3:4b')).toEqual({
    ...{ name: 'gemma3:4b', label: 'gemma3:4b', role: 'breadth', provider: 'ollama' },
    ...{ host: 'http://127.0.0.1:11434', parallel: 1, format: 'auto' },
  });
});

test('all settings can be given, and the result can be read again', () => {
  const model = read(
    'role=depth,name=q,host=https://h:1/,label=deep,parallel=2,context=32768,answer=4096,think=false,temperature=0.2,format=replacements,repairs=0,seconds=60,tokens=1000,calls=5,asking=3600,price=0.15/0.60,money=5,resident=1,key=K',
  );
  expect(model).toMatchObject({
    host: 'https://h:1',
    parallel: 2,
    think: false,
    temperature: 0.2,
    resident: 1,
    money: 5,
  });
  expect(model.price).toEqual({ prompt: 0.15, answer: 0.6 });
  expect(readConfig({ models: [model] }).models).toEqual([model]);
  expect(roleDefaults(model)).toMatchObject({
    ...{ contextTokens: 32768, repairs: 0, think: false },
    deadlines: { firstToken: 60_000, betweenTokens: 60_000, total: 60_000 },
  });
});

test('a model may be on several hosts', () => {
  const model = read('name=q,provider=openai,host=http://a:1/,parallel=2,host=http://b:2');
  expect(model).toMatchObject({ host: 'http://a:1', hosts: ['http://a:1', 'http://b:2'], parallel: 2 });
  expect(readConfig({ models: [model] }).models).toEqual([model]);
  expect(() => read('name=q,host=http://a:1,host=b')).toThrow('address');
});

test('an embedding model needs only a name, and can be read again', () => {
  const embed = (text: string, environment = {}) => readConfig({ embed: readEmbedding(text, environment) }).embed;
  const usual = { name: 'nomic-embed-text', host: 'http://127.0.0.1:11434', similarity: 0.95 };
  expect(embed('name=nomic-embed-text')).toEqual(usual);
  expect(readConfig({ embed: usual }).embed).toEqual(usual);
  expect(embed('name=m,similarity=0.9', { OLLAMA_HOST: 'gpu:1' })).toEqual({
    ...{ name: 'm', host: 'http://gpu:1', similarity: 0.9 },
  });
  expect(() => embed('name=m,similarity=1')).toThrow('similarity');
  expect(() => embed('nomic-embed-text')).toThrow('--embed nomic-embed-text: expected name=');
});

test.each([
  ['price=2', { prompt: 2, answer: 2 }],
  ['price=.5/3', { prompt: 0.5, answer: 3 }],
  ['price=0', { prompt: 0, answer: 0 }],
])('%s is in dollars per million tokens', (text, price) => {
  expect(read(`name=m,${text}`).price).toEqual(price);
});

test.each([
  ['price=a', 'such as 0.15/0.60'],
  ['price=1/2/3', 'such as 0.15/0.60'],
  ['price=-1', 'such as 0.15/0.60'],
  ['money=5', 'needs price='],
  ['price=1,money=0', 'money'],
])('%s is refused', (text, message) => {
  expect(() => read(`name=m,${text}`)).toThrow(message);
});

test('the time of a call is whole milliseconds that a timer can hold', () => {
  expect(roleDefaults(read('name=m,seconds=0.0015')).deadlines.total).toBe(2);
  expect(roleDefaults(read('name=m,seconds=0.0001')).deadlines.total).toBe(1);
  expect(() => read('name=m,seconds=3000000')).toThrow('seconds');
});

test('the name of a command may hold commas', () => {
  expect(read('provider=exec,role=depth,name=agent --set a=1,b=2')).toMatchObject({ name: 'agent --set a=1,b=2' });
});

test.each([
  ['box', 'http://box:11434'],
  ['0.0.0.0:5', 'http://127.0.0.1:5'],
  ['https://box:443', 'https://box:443'],
  ['https://box', 'https://box:443'],
  ['http://box', 'http://box:80'],
  ['https://box/ollama/', 'https://box:443/ollama'],
  ['box:5/ollama', 'http://box:5/ollama'],
  [':5', 'http://127.0.0.1:5'],
  ['http://0.0.0.0:5', 'http://127.0.0.1:5'],
  ['[::1]:5', 'http://[::1]:5'],
  ['[::]', 'http://[::1]:11434'],
  ['::1', 'http://[::1]:11434'],
  ['fe80::1', 'http://[fe80::1]:11434'],
  [' box ', 'http://box:11434'],
  ['"box:5"', 'http://box:5'],
  ["'box'", 'http://box:11434'],
])('OLLAMA_HOST=%s means %s', (host, url) => {
  expect(read('name=m', { OLLAMA_HOST: host }).host).toBe(url);
  expect(read('name=m,host=http://other:1', { OLLAMA_HOST: host }).host).toBe('http://other:1');
  expect(read('name=m,provider=openai', { OLLAMA_HOST: host }).host).toBe('http://127.0.0.1:8080');
});

test.each(['box:port', 'a b', 'ftp://box', 'box:99999', '[::1'])('OLLAMA_HOST=%s is refused by name', (host) => {
  expect(() => read('name=m', { OLLAMA_HOST: host })).toThrow('OLLAMA_HOST');
});

test.each([
  ['gemma3:4b', 'Gemma', 'none'],
  ['gemma4:31b-it-q4_K_M', 'Gemma 4', 'switch'],
  ['hf.co/NousResearch/Hermes-4-70B-GGUF:Q4_K_M', 'Hermes', 'system'],
  ['qwen2.5-coder:32b', 'Qwen coder', 'none'],
  ['qwen3:30b', 'Qwen 3', 'switch'],
  ['gpt-oss:20b', 'gpt-oss', 'levels'],
  ['deepseek-r1:70b', 'DeepSeek R1', 'switch'],
  ['llama3.3', 'other', 'switch'],
])('%s is of the family %s', (model, name, thinking) => {
  expect(familyOf(model)).toMatchObject({ name, thinking });
});

test('of nearly equal speeds, the one with fewer calls at once is proposed', () => {
  const speeds = (...all: number[]) => all.map((tokensPerSecond, index) => ({ parallel: 2 ** index, tokensPerSecond }));
  expect(bestParallel(speeds(40, 42, 43))).toBe(1);
  expect(bestParallel(speeds(40, 75, 80))).toBe(2);
  expect(bestParallel(speeds(40, 75, 140))).toBe(4);
});

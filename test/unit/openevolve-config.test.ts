import { expect, test } from 'vitest';
import { readOpenevolveConfig } from '../../src/peer-folder/openevolve-config.ts';

test('a configuration of OpenEvolve becomes settings and limits, and the rest is named', () => {
  const config = readOpenevolveConfig(`
max_iterations: 120
diff_based_evolution: true
prompt: { system_message: Pack circles., num_top_programs: 3 }
database: { num_islands: 3, feature_dimensions: [complexity, depth] }
evaluator: { timeout: 20, cascade_evaluation: false, cascade_thresholds: [1.3] }
llm: { api_base: https://example.org/v1, primary_model: large, temperature: 0.7 }`);
  expect(config).toMatchObject({
    statement: 'Pack circles.',
    settings: { attempts: 120, islands: 3 },
    limits: { milliseconds: 20_000 },
    cascade: false,
    thresholds: [1.3],
    features: ['complexity', 'depth'],
  });
  expect(config.notes.join('\n')).toMatch(/host=https:\/\/example\.org\/v1,name=large/);
  expect(config.notes.at(-1)).toBe(
    'Ignored of config.yaml: diff_based_evolution, prompt.num_top_programs, llm.temperature.',
  );
});

test('without a configuration the defaults of OpenEvolve hold', () => {
  expect(readOpenevolveConfig()).toMatchObject({
    ...{ settings: {}, cascade: true, thresholds: [0.5, 0.75, 0.9], limits: {}, notes: [] },
  });
});

test('a configuration that cannot be read is a note, and no reason to stop', () => {
  expect(readOpenevolveConfig('max_iterations: many').notes.join()).toMatch(/is ignored.*max_iterations/s);
  expect(readOpenevolveConfig('prompt: "never closed').notes.join()).toMatch(/is ignored, as it is no YAML/);
});

import type { ModelProvider } from './provider.ts';

/** An agent as a model: a call is a whole piece of work, which the caller carries out. */
export const agent: ModelProvider = {
  probed: false,
  async ask({ work }, signal) {
    if (!work) throw new Error('an agent cannot answer a question');
    return await work(signal);
  },

  // Only work shows whether it works.
  inspect: async (model) => ({ name: model }),
  list: async () => [],
};

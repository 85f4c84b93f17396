import { defineConfig } from 'vitepress';

const page = (text: string, name: string) => ({ text, link: `/docs/${name}` });

export default defineConfig({
  title: 'germline',
  description: 'Evolutionary code search: programs that improve overnight, in a sandbox, with a record in git.',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      page('Guides', ''),
      page('Commands', 'commands'),
      page('Library', 'api/'),
      { text: 'Security', link: '/SECURITY' },
    ],
    sidebar: [
      {
        text: 'Getting started',
        items: [
          { text: 'In two minutes', link: '/' },
          page('With a clock', 'newcomer'),
          page('Your first problem', 'first-problem'),
        ],
      },
      {
        text: 'Guides',
        items: [
          page('Your own problem', 'write-an-evaluator'),
          page('Your own repository', 'your-repository'),
          page('Models', 'models'),
          page('What a run learns', 'playbook'),
          page('Training data', 'training-data'),
          page('Overnight', 'overnight'),
          page('Programs, agents and people', 'clients'),
          page('Agents that search', 'agents'),
          page('Many machines', 'machines'),
          page('Runs that share winners', 'exchange'),
          page('In a browser', 'browser'),
          page('Read the results', 'results'),
          page('Editors and shells', 'editors'),
          page('Coming from other engines', 'coming-from'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('Commands', 'commands'),
          { text: 'Fields of a problem', link: '/problems/' },
          page('Built-in problems', 'built-in-problems'),
          page('Library', 'api/'),
          { text: 'The record in git', link: '/populations/' },
        ],
      },
      {
        text: 'Research',
        items: [
          page('How the search works', 'search'),
          page('Is it better than a baseline?', 'benchmarks'),
          page('How it compares', 'comparison'),
          page('Repositories tried', 'repositories-tried'),
        ],
      },
      {
        text: 'Security',
        items: [
          { text: 'What is promised', link: '/SECURITY' },
          { text: 'The attacks', link: '/test/attacks/' },
        ],
      },
    ],
  },
});

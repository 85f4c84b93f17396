import type { LanguageRules } from '../rule.ts';

export const rust: LanguageRules = {
  languages: ['rust'],
  rules: [
    {
      sign: 'kept-state',
      pattern:
        /\bstatic\s+mut\b|\bstatic\s+\w+\s*:[^=;]{0,200}\b(?:Mutex|RwLock|Atomic\w+|Once\w*|Lazy\w*|RefCell|Cell|UnsafeCell|DashMap)\b|\b(?:thread_local|lazy_static)!/g,
    },
    { sign: 'load-time-work', pattern: /\b(?:ctor|LazyLock|Lazy)\b/g },
    {
      sign: 'deferred-work',
      pattern: /\bthread::(?:spawn|scope|Builder)\b|\brayon\b|\bpar_\w+|\basync\b|\b(?:tokio|crossbeam)\b/g,
    },
    {
      sign: 'surroundings',
      pattern:
        /\benv::\w+|\benv!|\boption_env!|\bfs::\w+|\bFile::open\b|\bBacktrace\b|\bLocation::caller\b|\bfile!|\bcfg!?\s*\(\s*(?:not\s*\(\s*)?debug_assertions/g,
    },
    {
      sign: 'test-aware',
      view: 'text',
      pattern:
        /\bcfg(?:_attr)?!?\s*\(\s*(?:not\s*\(\s*)?test\b|\b(?:criterion|proptest|quickcheck|divan|black_box|test::Bencher)\b/g,
    },
    { sign: 'clock', pattern: /\b(?:Instant|SystemTime)\b|\b_rdtsc\b/g },
    { sign: 'randomness', pattern: /\brand::|\bthread_rng\b|\bgetrandom\b|\bfastrand\b|\bRandomState\b/g },
    {
      sign: 'patching',
      pattern: /\bno_mangle\b|\bglobal_allocator\b|\bset_hook\b|\bmacro_rules!|\blink_section\b|\btransmute\w*\b/g,
    },
    { sign: 'precision', pattern: /\bf(?:32|16)\b|\bas\s+[ui](?:8|16|32)\b|\bfast_\w+|\bto_int_unchecked\b/g },
    { sign: 'new-import', pattern: /\buse\s+[\w:]+|\bextern\s+crate\s+\w+/g },
    {
      sign: 'removed-check',
      when: 'gone',
      pattern: /\b(?:panic|assert\w*|debug_assert\w*|unreachable|bail|ensure)!|\bErr\s*\(|\bchecked_\w+|\.expect\s*\(/g,
    },
    { sign: 'hidden-errors', pattern: /\bcatch_unwind\b|\.unwrap_or\w*\s*\(|\.ok\(\)|\blet\s+_\s*=/g },
    { sign: 'unchecked', view: 'text', pattern: /#!?\[allow\b|\bunsafe\b|\w*_unchecked\w*\b|\bwrapping_\w+/g },
    { sign: 'dynamic-code', pattern: /\b(?:asm|global_asm)!|\bextern\s*"|\bCommand::new\b/g },
  ],
};

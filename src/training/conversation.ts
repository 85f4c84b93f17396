import type { Exchange, Gate } from '../api/attempt.ts';
import { type Direction, fitnessIn } from '../api/direction.ts';

/** One message in the form that chat templates take. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a model was shown and what it answered, in one attempt. */
export interface Conversation {
  /** The answered turns, up to the answer that made the child. */
  readonly turns: readonly Exchange[];
  readonly first: Exchange;
  /** The answer that made the child, or the last one where none came of it. */
  readonly last: Exchange;
}

/** Gates behind which an answer is a program, whatever else is wrong with it. */
const behind: readonly (Gate | undefined)[] = [undefined, 'novel', 'run', 'types'];

/** The conversation of an attempt; undefined where the model did not answer. */
export function conversationOf(exchanges: readonly Exchange[], direction: Direction): Conversation | undefined {
  const isRestarted = exchanges[0]?.failure?.kind === 'too-long'; // the same question followed, in fewer words
  const answered = exchanges.slice(isRestarted ? 1 : 0).filter(({ answer }) => answer !== '');
  const turns = answered.slice(0, 1 + chosenIn(answered, direction));
  const [first, last] = [turns[0], turns.at(-1)];
  return first && last && { turns, first, last };
}

/** The answer that was proposed: the best one, the later of equals; without any score the last one that makes a program. */
function chosenIn(answered: readonly Exchange[], direction: Direction): number {
  const best = Math.max(...answered.map((one) => fitnessIn(direction, one.score)));
  const isBest = (one: Exchange) => one.score !== undefined && fitnessIn(direction, one.score) === best;
  const found = [
    answered.findLastIndex(isBest),
    answered.findLastIndex(({ gate }) => behind.includes(gate?.name)),
    answered.length - 1,
  ];
  return found.find((index) => index >= 0) ?? -1;
}

/** The messages of a conversation, its answer last. */
export function messagesOf({ turns }: Conversation): readonly ChatMessage[] {
  return turns.flatMap((turn, index) => [...(index === 0 ? questionOf(turn) : [user(turn.prompt)]), answerOf(turn)]);
}

/** The messages of a first turn. Records of earlier versions do not say where the system text ends: then one message has both. */
export function questionOf({ prompt, system }: Exchange): readonly ChatMessage[] {
  if (system === undefined) return [user(prompt)];
  return [{ role: 'system', content: prompt.slice(0, system) }, user(prompt.slice(system).trimStart())];
}

export function answerOf({ answer }: Exchange): ChatMessage {
  return { role: 'assistant', content: answer };
}

const user = (content: string): ChatMessage => ({ role: 'user', content });

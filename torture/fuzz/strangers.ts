import { createHmac } from 'node:crypto';
import type { Conversation } from './conversation';
import { newId } from './frames';
import type { Random } from './random';

/** As many as the receiving node remembers: with all of them there from the start, nothing that it keeps has to grow. */
const REMEMBERED_DEVICES = 20_000;
const DEVICES_A_CONVERSATION = 1000;

/** Conversations in which every device that can be remembered sends one report. */
export function strangers(random: Random, nextAddress: () => string, key: string | undefined): Conversation[] {
  const count = REMEMBERED_DEVICES / DEVICES_A_CONVERSATION;
  return Array.from({ length: count }, () => {
    const frames = Array.from({ length: DEVICES_A_CONVERSATION }, () => frame(newId(random), key));
    const bytes = Buffer.from(frames.join(''));
    return { address: nextAddress(), bytes, cuts: [], isWhole: true, frames: frames.length, certain: [] };
  });
}

function frame(id: string, key: string | undefined): string {
  const text = `{"id":"${id}","boot":1,"seq":0,"age":0,"every":0,"readings":[0]}`;
  const signature = key === undefined ? '' : ` ${createHmac('sha1', key).update(text).digest('hex')}`;
  return `${text}${signature}\r\n`;
}

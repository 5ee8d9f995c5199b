import type { EventEmitter } from 'node:events';
import { CONFIRM_READING, type Confirmation, SET_CHIP, type SettingsWish } from '../../protocol/safe-reading';
import type { ReportAnswers } from './report-answers';

/** Hears what other nodes of this package have for the chips: `all` gives what each receiving node answers. */
export function listenForAnswers(events: EventEmitter, all: () => ReportAnswers[]): void {
  events.on(CONFIRM_READING, (confirmation: Confirmation) => {
    for (const answers of all()) if (answers.confirm(confirmation, confirmation.filed)) confirmation.heardBy++;
  });
  events.on(SET_CHIP, (wish: SettingsWish) => {
    // One that was not heard yet may come to any of them.
    const hearing = all().filter((answers) => answers.hears(wish.id));
    for (const answers of hearing.length > 0 ? hearing : all())
      if (answers.wish(wish.id, wish.settings)) wish.isTaken = true;
  });
}

import { BootLoop } from './boot-loop';
import { bootLoading } from './boot-messages';
import type { Core, Running } from './running';

/** Machine code that the simulator does not know, and so cannot run: it says nothing. */
export const SILENT_PROGRAM: Running = { receive() {}, end() {} };

/** What is in the flash when nobody knows it: an image that is sound runs in silence, anything else does not boot. */
export function unknownProgram(core: Core): Running {
  const { text, isValid } = bootLoading(core.flash);
  if (!isValid) return new BootLoop(core, text);
  core.send(Buffer.from(text));
  return SILENT_PROGRAM;
}

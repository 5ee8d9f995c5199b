import fs = require('node:fs');

/** Where the disk is full; undefined: nowhere. */
let fullFolder: string | undefined;
/** Files opened there since, not written to yet. */
const cramped = new Set<number>();

/** From now on the disk takes half of each file that is written in `folder`, until `freeDisk`. */
export function fillDisk(folder: string): void {
  fullFolder = folder;
}

export function freeDisk(): void {
  fullFolder = undefined;
  cramped.clear();
}

type Callback = (error: NodeJS.ErrnoException | null, result?: number) => void;
type AsyncCall = (...values: unknown[]) => void;

/** Has this process see a full disk: a real one would have to be mounted, which not everybody may, and unmounted. */
export function prepareDisk(): void {
  const { open, write } = fs as unknown as Record<'open' | 'write', AsyncCall>;
  Object.assign(fs, {
    open: (path: unknown, ...rest: unknown[]) => {
      const done = rest.pop() as Callback;
      open(path, ...rest, (error: NodeJS.ErrnoException | null, file: number) => {
        if (fullFolder !== undefined && String(path).startsWith(fullFolder)) cramped.add(file);
        else cramped.delete(file); // the number is used again
        done(error, file);
      });
    },
    write: (file: number, buffer: unknown, ...rest: unknown[]) => {
      if (!cramped.delete(file)) return write(file, buffer, ...rest);
      const done = rest.pop() as Callback;
      const [offset, length] = rest as [number, number];
      write(file, buffer, offset, Math.floor(length / 2), null, (error: NodeJS.ErrnoException | null) =>
        done(error ?? Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
      );
    },
  });
}

import { table } from './table';

/** What we want to reach, as a figure of what was measured. */
export interface Target<Results> {
  claim: string;
  /** `least`: the figure must not be below `bound`; `most`: not above. */
  sense: 'least' | 'most';
  bound: number;
  figure: (results: Results) => number;
}

/** What `results` have to do with the `targets`, as Markdown. */
export function targetTable<Results>(targets: Target<Results>[], results: Results): string {
  const rows = targets.map(({ claim, sense, bound, figure }) => {
    const measured = figure(results);
    const isReached = sense === 'least' ? measured >= bound : measured <= bound;
    return [claim, `${sense === 'least' ? '≥' : '≤'} ${bound}`, measured.toFixed(2), isReached ? 'yes' : 'NO'];
  });
  return table(['target', 'to reach', 'measured', 'reached'], rows);
}

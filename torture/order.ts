/** What a parent asks of a program, under a number. */
export interface Order {
  number: number;
  name: string;
  values: unknown[];
}

/** What came of the order with that number; `failure` says why it could not be done. */
export interface Done {
  number: number;
  value?: unknown;
  failure?: string;
}

/** The orders that a program knows, by name: each a function of what it takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: the values of an order may be of any type
export type Orders<T> = { [name in keyof T]: (...values: any[]) => unknown };

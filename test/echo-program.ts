import { carryOut } from '../torture/carry-out';

/** What this program does for the tests of its parent. */
export interface EchoOrders {
  echo(value: unknown): unknown;
  fail(reason: string): void;
  exit(code: number): void;
}

carryOut<EchoOrders>({
  echo: (value) => value,
  fail: (reason) => {
    throw new Error(reason);
  },
  exit: (code) => process.exit(code),
});

import type { ScriptFunction, ScriptWorld } from './script-world';

/** What the analogue pin of a simulated chip measures: 0 to 1 at `atMs` after power-on. */
export type Sensor = (atMs: number) => number;

/** A slow wave, one turn a minute. */
export const slowWave: Sensor = (atMs) => 0.5 + 0.4 * Math.sin((atMs / 60_000) * 2 * Math.PI);

/** The chip's number for each pin of the NodeMCU board. `NodeMCU.A0` really is pin 0. */
const NODE_MCU = { A0: 0, D0: 16, D1: 5, D2: 4, D3: 0, D4: 2, D5: 14, D6: 12, D7: 13, D8: 15, D9: 3, D10: 1 };
const PINS = 17;

/** A pin; what is written to it can be read back. */
class Pin {
  private level = 0;
  private mode = 'auto';

  constructor(
    private readonly name: string,
    private readonly sensor?: () => number,
  ) {}

  read = (): boolean => this.level > 0;
  write = (value: unknown): void => {
    this.level = Number(value) > 0 ? 1 : 0;
  };
  set = (): void => this.write(1);
  reset = (): void => this.write(0);
  toggle = (): boolean => {
    this.write(1 - this.level);
    return this.level > 0;
  };
  getMode = (): string => this.mode;
  setMode = (mode: string): void => {
    this.mode = mode;
  };
  /** Ten bits on A0; a digital pin has no converter. */
  analog = (): number => (this.sensor ? Math.min(1023, Math.floor(this.sensor() * 1024)) / 1024 : Number.NaN);
  toString = (): string => this.name;
}

/** The pins and the functions on them, for the script's global object. */
export function pinGlobals(world: ScriptWorld, sensor: Sensor): Record<string, unknown> {
  const poweredAtMs = performance.now();
  const analogPin = new Pin('A0', () => sensor(performance.now() - poweredAtMs));
  const digital = Array.from({ length: PINS }, (_, index) => new Pin(`D${index}`));
  const pinOf = (pin: unknown) => (pin instanceof Pin ? pin : (digital[Number(pin)] ?? analogPin));
  const nodeMcu = world.globals.Object();
  for (const [name, index] of Object.entries(NODE_MCU)) nodeMcu[name] = digital[index];
  const functions: Record<string, ScriptFunction> = {
    analogRead: (pin) => (pin === undefined ? analogPin : pinOf(pin)).analog(),
    digitalRead: (pin) => Number(pinOf(pin).read()),
    digitalWrite: (pin, value) => pinOf(pin).write(value),
    pinMode: (pin, mode) => pinOf(pin).setMode(String(mode)),
    getPinMode: (pin) => pinOf(pin).getMode(),
    analogWrite: (pin, value) => pinOf(pin).write(value),
    digitalPulse: () => {},
    setWatch: () => 1,
    clearWatch: () => {},
  };
  const named = Object.fromEntries(digital.map((pin) => [pin.toString(), pin]));
  return { ...functions, ...named, A0: analogPin, NodeMCU: nodeMcu, LOW: 0, HIGH: 1 };
}

import { join } from 'node:path';
import { NodeRedProcess } from '../demo/node-red-process';
import { type FlowOptions, TOLD, tortureFlow } from './flow';
import type { ToldEvent } from './ledger';
import type { Usage } from './node-red/admin';

/** What every life of Node-RED has in common. */
export interface LifeOptions extends Omit<FlowOptions, 'name'> {
  /** Where the context is kept. */
  context: { module: 'memory' } | { module: 'localfilesystem'; config: { dir: string; cache: boolean } };
  env: Record<string, string>;
}

const PROJECT = join(__dirname, '../..');
const PATIENCE_MS = 5000;

/** A Node-RED that dies and comes back; what it told in all of its lives is kept. */
export class NodeRedLives {
  readonly told: ToldEvent[] = [];
  /** How often it was started. */
  count = 0;
  private process: NodeRedProcess | undefined;
  private deploys = 0;
  /** What is asked for is done one after the other: nobody deploys to the dead. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LifeOptions) {}

  start(): Promise<void> {
    return this.inTurn(() => this.begin());
  }

  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  /** Kills it, and begins another life. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Deploys the flow with another receiving node, so that this is restarted, and with `full` or `flows` the others too. */
  redeploy(type: 'full' | 'flows' | 'nodes'): Promise<void> {
    return this.inTurn(async () => {
      this.deploys++;
      await this.process?.deploy(this.flow(), type);
    });
  }

  /** What the process of this life uses; undefined when it cannot say. */
  async usage(): Promise<Usage | undefined> {
    return (await this.ask('GET', 'torture/usage')) as Usage | undefined;
  }

  /** Has the process of this life, or of the next one, do what the torture room's nodes do at `path`. */
  async tell(path: string): Promise<void> {
    await this.inTurn(() => this.ask('POST', path));
  }

  private async begin(): Promise<void> {
    this.count++;
    this.process = await NodeRedProcess.start({
      packages: { '@chip-to-flow/node-red-esp8266': PROJECT, 'chip-to-flow-torture': join(__dirname, 'node-red') },
      flows: this.flow(),
      port: 0,
      settings: { contextStorage: { default: this.options.context } },
      env: this.options.env,
      onLine: (line) => this.read(line),
    });
  }

  private async end(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    await process?.stop('SIGKILL');
  }

  private inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(act);
    this.turn = result.catch(() => {}); // whoever asked for it is told
    return result;
  }

  private async ask(method: 'GET' | 'POST', path: string): Promise<unknown> {
    if (this.process === undefined) return undefined;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = fetch(new URL(path, this.process.url), { method, signal }).then((response) => response.json());
    return answer.catch(() => undefined);
  }

  private flow(): object[] {
    return tortureFlow({ ...this.options, name: `receiver ${this.deploys}` });
  }

  private read(line: string): void {
    if (line.startsWith(TOLD)) this.told.push(JSON.parse(line.slice(TOLD.length)));
  }
}

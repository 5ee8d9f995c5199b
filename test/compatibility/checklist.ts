/** Checks that are told as they go, a line each, and counted. */
export class Checklist {
  private passed = 0;
  private failed = 0;

  /** Does `check`; what it gives is told beside the title. A failure is told and counted, and the run goes on. */
  async check(title: string, check: () => string | Promise<string>): Promise<void> {
    const startedAt = Date.now();
    try {
      const result = await check();
      this.passed++;
      console.log(`passed: ${title}: ${result} (${seconds(startedAt)} s)`);
    } catch (error) {
      this.failed++;
      console.log(`failed: ${title} (${seconds(startedAt)} s)\n${error instanceof Error ? error.stack : error}`);
    }
  }

  /** The closing line. */
  get summary(): string {
    return `${this.passed} passed, ${this.failed} failed`;
  }

  get hasFailed(): boolean {
    return this.failed > 0;
  }
}

function seconds(startedAt: number): string {
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}

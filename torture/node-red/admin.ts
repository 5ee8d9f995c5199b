import type { NodeAPI } from 'node-red';
import { fillDisk, freeDisk, prepareDisk } from './full-disk';
import { skewClock } from './skewed-clock';

/** What the process of Node-RED has and had: resident memory now, and CPU time since it was started. */
export interface Usage {
  residentBytes: number;
  cpuMs: number;
}

/** Has Node-RED's admin port tell what its process uses, and make what can only go wrong within it. */
export function registerAdmin(RED: NodeAPI): void {
  prepareDisk();
  RED.httpAdmin.get('/torture/usage', (_request, response) => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { residentBytes: process.memoryUsage().rss, cpuMs: (user + system) / 1000 };
    response.json(usage);
  });
  RED.httpAdmin.post('/torture/clock/:skewMs', ({ params }, response) => {
    skewClock(Number(params.skewMs));
    response.json({});
  });
  RED.httpAdmin.post('/torture/disk/full', (request, response) => {
    fillDisk(String(request.query.folder));
    response.json({});
  });
  RED.httpAdmin.post('/torture/disk/free', (_request, response) => {
    freeDisk();
    response.json({});
  });
}

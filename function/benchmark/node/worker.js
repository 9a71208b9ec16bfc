'use strict';

// Times whole invocations, event text in and answer text out, when the driver says so: a line "OPERATION COUNT" is
// answered by a line of nanoseconds, or by "!" and what went wrong.
// Arguments: the driver's port, the file with the Function URL's event, the file with the bare event.

const fs = require('node:fs');
const net = require('node:net');
const readline = require('node:readline');
const { handler } = require('./handler');

const [port, urlFile, bareFile] = process.argv.slice(2);
const context = { awsRequestId: '8f1a2f0e-0000-4000-8000-000000000001' };
const operations = {
  url: { event: fs.readFileSync(urlFile), expected: '\\"status\\":\\"success\\"' },
  bare: { event: fs.readFileSync(bareFile), expected: '"status":"success"' },
};

async function run(name, count) {
  const { event, expected } = operations[name];
  const nanos = new Array(count);
  for (let i = 0; i < count; i++) {
    const before = process.hrtime.bigint();
    const answer = Buffer.from(JSON.stringify(await handler(JSON.parse(event), context)));
    nanos[i] = process.hrtime.bigint() - before;
    const text = answer.toString();
    if (!text.includes(expected) || !text.includes('Leanne Graham')) {
      throw new Error(`not a success: ${text}`);
    }
  }
  return nanos.join(' ');
}

const socket = net.connect(Number(port), '127.0.0.1');
socket.setNoDelay(true);
readline.createInterface({ input: socket }).on('line', async (line) => {
  const [name, count] = line.split(' ');
  let answer;
  try {
    answer = await run(name, Number(count));
  } catch (e) {
    answer = `!${String(e).replaceAll('\n', ' ')}`;
  }
  socket.write(`${answer}\n`);
});
socket.on('close', () => process.exit(0));

'use strict';

// Times whole invocations, event text in and answer text out, and writes the nanoseconds of each to a file.
// Arguments: the file with the event, the file for the times, how many invocations to warm up, how many to measure.

const fs = require('node:fs');
const { handler } = require('./handler');

const [eventFile, timesFile, warmUps, count] = process.argv.slice(2);
const event = fs.readFileSync(eventFile);
const context = { awsRequestId: '8f1a2f0e-0000-4000-8000-000000000001' };

async function main() {
  const nanos = [];
  for (let i = 0; i < Number(warmUps) + Number(count); i++) {
    const before = process.hrtime.bigint();
    const answer = Buffer.from(JSON.stringify(await handler(JSON.parse(event), context)));
    nanos.push(process.hrtime.bigint() - before);
    const text = answer.toString();
    if (!text.includes('\\"status\\":\\"success\\"') || !text.includes('Leanne Graham')) {
      throw new Error(`not a success: ${text}`);
    }
  }
  fs.writeFileSync(timesFile, nanos.slice(Number(warmUps)).join('\n'));
}

main().then(
  () => process.exit(0),
  (e) => {
    console.error(e);
    process.exit(1);
  },
);

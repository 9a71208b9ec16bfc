'use strict';

// The least that a Node.js runtime does in Lambda: asks the Runtime API for events and posts what the handler returns.

const http = require('node:http');
const { handler } = require('./handler');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const request = http.request(
      { host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

async function loop() {
  for (;;) {
    const next = await call('GET', 'invocation/next');
    const id = next.headers['lambda-runtime-aws-request-id'];
    try {
      const answer = await handler(JSON.parse(next.text), { awsRequestId: id });
      await call('POST', `invocation/${id}/response`, JSON.stringify(answer));
    } catch (e) {
      await call('POST', `invocation/${id}/error`, JSON.stringify({ errorType: e.name, errorMessage: e.message }));
    }
  }
}

loop().catch((e) => {
  console.error(e);
  process.exit(1);
});

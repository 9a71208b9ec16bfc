'use strict';

// The action FetchUser with the contract of the Java handler, as one would write it in Node.js with axios: both front
// doors, the caller secret, input check, fetch over kept connections, mapping with defaults, the envelope, one log line.

const crypto = require('node:crypto');
const http = require('node:http');
const https = require('node:https');
const aws4 = require('aws4');
const axios = require('axios');

const SECRET_LIFETIME_MS = 5 * 60 * 1000;
const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

const client = axios.create({
  baseURL: JSON.parse(process.env.UPSTREAMS).users.url,
  timeout: 9500,
  maxContentLength: MAX_RESPONSE_BYTES,
  maxRedirects: 0,
  headers: { Accept: 'application/json' },
  httpAgent: new http.Agent({ keepAlive: true }),
  httpsAgent: new https.Agent({ keepAlive: true }),
  validateStatus: () => true,
});

let secret;

async function callerSecret() {
  if (secret && Date.now() - secret.readAt < SECRET_LIFETIME_MS) {
    return secret.digest;
  }
  const region = process.env.AWS_REGION;
  const endpoint = new URL(
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER || `https://secretsmanager.${region}.amazonaws.com`,
  );
  const body = JSON.stringify({ SecretId: process.env.CALLER_SECRET_ARN, VersionStage: 'AWSCURRENT' });
  const request = aws4.sign({
    service: 'secretsmanager',
    region,
    method: 'POST',
    host: endpoint.host,
    path: '/',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'secretsmanager.GetSecretValue' },
    body,
  });
  const response = await axios.post(endpoint.origin, body, { headers: request.headers, timeout: 3000 });
  secret = { digest: sha256(JSON.parse(response.data.SecretString).token), readAt: Date.now() };
  return secret.digest;
}

function sha256(text) {
  return crypto.createHash('sha256').update(text).digest();
}

const failed = (code, message, httpStatus = 200) => ({ outcome: 'error', code, message, httpStatus });

function text(value, fallback) {
  if (value === undefined || value === null) {
    return fallback;
  }
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new TypeError('expected string');
}

async function fetchUser(data) {
  const userId = typeof data.userId === 'string' && /^-?\d+$/.test(data.userId) ? Number(data.userId) : data.userId;
  if (!Number.isSafeInteger(userId)) {
    return failed('INVALID_INPUT', 'userId: expected an integer.');
  }
  if (userId < 1) {
    return failed('INVALID_INPUT', 'userId: must be at least 1.');
  }
  let response;
  try {
    response = await client.get(`/users/${encodeURIComponent(userId)}`);
  } catch (e) {
    return e.code === 'ECONNABORTED'
      ? failed('UPSTREAM_TIMEOUT', 'The upstream users did not answer in time.', 504)
      : failed('UPSTREAM_UNAVAILABLE', 'The upstream users cannot be reached.', 502);
  }
  if (response.status === 404) {
    return failed('USER_NOT_FOUND', 'No such user');
  }
  if (response.status < 200 || response.status >= 300) {
    return response.status >= 500
      ? failed('UPSTREAM_UNAVAILABLE', `The upstream users answered ${response.status}.`, 502)
      : failed('UPSTREAM_REJECTED', `The upstream users answered ${response.status}.`);
  }
  const user = response.data;
  if (typeof user !== 'object' || user === null) {
    return failed('UPSTREAM_INVALID', 'The upstream users did not answer JSON.', 502);
  }
  try {
    return {
      outcome: 'success',
      httpStatus: 200,
      data: {
        name: text(user.name, 'Unknown'),
        email: text(user.email, 'unknown@example.com'),
        companyName: text(user.company?.name, 'Unknown Corp'),
        website: text(user.website, ''),
        isValidUser: true,
      },
    };
  } catch {
    return failed('MAPPING_FAILED', 'An output does not fit its type.');
  }
}

async function run(request) {
  if (typeof request !== 'object' || request === null || typeof request.data !== 'object' || request.data === null) {
    return failed('MALFORMED_REQUEST', 'The request is not the envelope.', 400);
  }
  if (request.actionName !== 'FetchUser' || (request.contract !== undefined && request.contract !== 1)) {
    return failed('UNKNOWN_ACTION', 'There is no such action.', 400);
  }
  return fetchUser(request.data);
}

async function authorizedRun(event) {
  const token = event.headers?.['data-action-token'] ?? '';
  if (!crypto.timingSafeEqual(sha256(token), await callerSecret())) {
    return failed('UNAUTHORIZED', "The caller's token is missing or wrong.", 401);
  }
  let request;
  try {
    request = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body);
  } catch {
    return failed('MALFORMED_REQUEST', 'The body is not JSON.', 400);
  }
  return run(request);
}

exports.handler = async (event, context) => {
  const started = process.hrtime.bigint();
  const byUrl = event.requestContext !== undefined;
  const requestId = (byUrl && event.headers?.['inin-correlation-id']) || event.requestId || context.awsRequestId;
  let result;
  try {
    result = byUrl ? await authorizedRun(event) : await run(event);
  } catch {
    result = failed('INTERNAL', 'The data action could not be run.', 500);
  }
  const envelope =
    result.outcome === 'success'
      ? { status: 'success', data: result.data, requestId }
      : { status: 'error', data: {}, error: result.message, errorCode: result.code, requestId };
  console.log(
    JSON.stringify({
      level: result.httpStatus >= 500 ? 'ERROR' : 'INFO',
      action: 'FetchUser',
      contract: 1,
      requestId,
      lambdaRequestId: context.awsRequestId,
      door: byUrl ? 'url' : 'bare',
      outcome: result.code ?? 'SUCCESS',
      ms: Number(process.hrtime.bigint() - started) / 1e6,
    }),
  );
  if (byUrl) {
    return {
      statusCode: result.httpStatus,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(envelope),
      isBase64Encoded: false,
    };
  }
  if (result.httpStatus !== 200) {
    throw new Error(JSON.stringify(envelope));
  }
  return envelope;
};

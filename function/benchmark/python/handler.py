"""The action FetchUser with the contract of the Java handler, as one would write it in Python with requests."""

import base64
import hashlib
import hmac
import json
import os
import re
import time
from urllib.parse import quote

import requests

SECRET_LIFETIME_S = 5 * 60
BASE_URL = json.loads(os.environ["UPSTREAMS"])["users"]["url"]

session = requests.Session()
session.headers["Accept"] = "application/json"
_secret = None


def caller_secret():
    """The digest of the caller secret. The stub does not check signatures, so this once-read request has none."""
    global _secret
    if _secret is None or time.monotonic() - _secret[1] > SECRET_LIFETIME_S:
        response = requests.post(
            os.environ["AWS_ENDPOINT_URL_SECRETS_MANAGER"],
            json={"SecretId": os.environ["CALLER_SECRET_ARN"], "VersionStage": "AWSCURRENT"},
            headers={"X-Amz-Target": "secretsmanager.GetSecretValue", "Content-Type": "application/x-amz-json-1.1"},
            timeout=3,
        )
        token = json.loads(response.json()["SecretString"])["token"]
        _secret = (hashlib.sha256(token.encode()).digest(), time.monotonic())
    return _secret[0]


class Failed(Exception):
    def __init__(self, code, message, http_status=200):
        super().__init__(message)
        self.code = code
        self.http_status = http_status


def text(value, fallback):
    if value is None:
        return fallback
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise Failed("MAPPING_FAILED", "An output does not fit its type.")


def fetch_user(data):
    user_id = data.get("userId")
    if isinstance(user_id, str) and re.fullmatch(r"-?\d+", user_id):
        user_id = int(user_id)
    if not isinstance(user_id, int) or isinstance(user_id, bool):
        raise Failed("INVALID_INPUT", "userId: expected an integer.")
    if user_id < 1:
        raise Failed("INVALID_INPUT", "userId: must be at least 1.")
    try:
        response = session.get(f"{BASE_URL}/users/{quote(str(user_id), safe='')}", timeout=9.5, allow_redirects=False)
    except requests.Timeout:
        raise Failed("UPSTREAM_TIMEOUT", "The upstream users did not answer in time.", 504)
    except requests.RequestException:
        raise Failed("UPSTREAM_UNAVAILABLE", "The upstream users cannot be reached.", 502)
    if response.status_code == 404:
        raise Failed("USER_NOT_FOUND", "No such user")
    if response.status_code >= 500:
        raise Failed("UPSTREAM_UNAVAILABLE", f"The upstream users answered {response.status_code}.", 502)
    if not 200 <= response.status_code < 300:
        raise Failed("UPSTREAM_REJECTED", f"The upstream users answered {response.status_code}.")
    try:
        user = json.loads(response.content)
    except ValueError:
        raise Failed("UPSTREAM_INVALID", "The upstream users did not answer JSON.", 502)
    return {
        "name": text(user.get("name"), "Unknown"),
        "email": text(user.get("email"), "unknown@example.com"),
        "companyName": text((user.get("company") or {}).get("name"), "Unknown Corp"),
        "website": text(user.get("website"), ""),
        "isValidUser": True,
    }


def run(request):
    if not isinstance(request, dict) or not isinstance(request.get("data"), dict):
        raise Failed("MALFORMED_REQUEST", "The request is not the envelope.", 400)
    if request.get("actionName") != "FetchUser" or request.get("contract", 1) != 1:
        raise Failed("UNKNOWN_ACTION", "There is no such action.", 400)
    return fetch_user(request["data"])


def authorized_run(event):
    token = event.get("headers", {}).get("data-action-token", "")
    if not hmac.compare_digest(hashlib.sha256(token.encode()).digest(), caller_secret()):
        raise Failed("UNAUTHORIZED", "The caller's token is missing or wrong.", 401)
    body = base64.b64decode(event["body"]) if event.get("isBase64Encoded") else event["body"]
    try:
        request = json.loads(body)
    except ValueError:
        raise Failed("MALFORMED_REQUEST", "The body is not JSON.", 400)
    return run(request)


def handler(event, aws_request_id):
    started = time.perf_counter()
    by_url = "requestContext" in event
    correlation_id = event.get("headers", {}).get("inin-correlation-id") if by_url else event.get("requestId")
    request_id = correlation_id or aws_request_id
    code, http_status = "SUCCESS", 200
    try:
        data = authorized_run(event) if by_url else run(event)
        envelope = {"status": "success", "data": data, "requestId": request_id}
    except Failed as e:
        code, http_status = e.code, e.http_status
        envelope = {"status": "error", "data": {}, "error": str(e), "errorCode": code, "requestId": request_id}
    log = {
        "level": "ERROR" if http_status >= 500 else "INFO",
        "action": "FetchUser",
        "contract": 1,
        "requestId": request_id,
        "lambdaRequestId": aws_request_id,
        "door": "url" if by_url else "bare",
        "outcome": code,
        "ms": (time.perf_counter() - started) * 1000,
    }
    print(json.dumps(log), flush=True)
    if by_url:
        return {
            "statusCode": http_status,
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps(envelope, separators=(",", ":")),
            "isBase64Encoded": False,
        }
    if http_status != 200:
        raise RuntimeError(json.dumps(envelope))
    return envelope

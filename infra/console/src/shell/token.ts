import { readLocation, tokenIn, writeLocation } from "./location";

const KEY = "data-actions-console-token";

/**
 * The token of this tab. Takes it out of the address, so that the browser's history does not keep it. The tab's storage
 * keeps it for a reload; another tab does not get it.
 */
export function takeToken(): string | null {
  const { hash } = window.location;
  const given = tokenIn(hash);
  if (given === null) {
    return stored();
  }
  try {
    window.sessionStorage.setItem(KEY, given);
  } catch {
    // The browser stores nothing. The address is then what a reload reads.
    return given;
  }
  window.history.replaceState(null, "", writeLocation(readLocation(hash)));
  return given;
}

function stored(): string | null {
  try {
    return window.sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

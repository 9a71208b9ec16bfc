export const VIEWS = ["author", "local", "plan"] as const;
export type View = (typeof VIEWS)[number];

/** What the address says about the page. It stands behind the #: no server and no log gets it. */
export interface PageLocation {
  readonly view: View;
  readonly file: string | null;
}

export function readLocation(hash: string): PageLocation {
  const words = wordsOf(hash);
  const view = VIEWS.find((each) => each === words.get("view")) ?? "author";
  return { view, file: words.get("file") };
}

export function writeLocation(location: PageLocation): string {
  const words = new URLSearchParams();
  if (location.view !== "author") {
    words.set("view", location.view);
  }
  if (location.file !== null) {
    words.set("file", location.file);
  }
  return `#${words.toString()}`;
}

/** The token of an address that the command printed. */
export function tokenIn(hash: string): string | null {
  const token = wordsOf(hash).get("token");
  return token === "" ? null : token;
}

function wordsOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ""));
}

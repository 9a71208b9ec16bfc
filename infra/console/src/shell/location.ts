export const VIEWS = ["author", "local", "plan"] as const;
export type View = (typeof VIEWS)[number];

/** The page's own part of the address. It stands behind the #, so that no server and no log gets it. */
export interface PageLocation {
  readonly token: string | null;
  readonly view: View;
  readonly file: string | null;
}

export function readLocation(hash: string): PageLocation {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const view = VIEWS.find((each) => each === words.get("view")) ?? "author";
  return { token: words.get("token"), view, file: words.get("file") };
}

export function writeLocation(location: PageLocation): string {
  const words = new URLSearchParams();
  if (location.token !== null) {
    words.set("token", location.token);
  }
  if (location.view !== "author") {
    words.set("view", location.view);
  }
  if (location.file !== null) {
    words.set("file", location.file);
  }
  return `#${words.toString()}`;
}

import { messageOf } from "../api/client";
import { unsavedFiles, type useDocuments } from "./useDocuments";

/** Saves the texts that are not saved, up to the first that cannot be. Says why that one is not saved, or null. */
export async function saveAll({ documents, save }: ReturnType<typeof useDocuments>): Promise<string | null> {
  for (const file of unsavedFiles(documents)) {
    const problem = await saveOne(file);
    if (problem !== null) {
      return problem;
    }
  }
  return null;

  async function saveOne(file: string): Promise<string | null> {
    const document = documents[file];
    if (document === undefined) {
      return null;
    }
    try {
      const result = document.onDisk === "deleted" ? "deleted" : await save(file, document.text, document.version);
      switch (result) {
        case "saved":
          return null;
        case "conflict":
          return `${file} was changed elsewhere. Choose one of both texts, then deploy again.`;
        case "deleted":
          return `Another program deleted ${file}. Save it as a new file in the view Author, or deploy the saved files.`;
        case "busy":
          return `${file} is being saved right now. Deploy again.`;
      }
    } catch (problem) {
      return `${file} is not saved. ${messageOf(problem)}`;
    }
  }
}

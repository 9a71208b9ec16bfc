import { useCallback, useEffect, useMemo, useState } from "react";
import { createClient, messageOf, type Client } from "./api/client";
import { ClientProvider } from "./api/ClientContext";
import { oneAtATime } from "./api/oneAtATime";
import type { Project, ServerEvent } from "./api/types";
import { useServerEvents } from "./api/useServerEvents";
import { AuthorView } from "./author/AuthorView";
import { withDeleted } from "./author/deletedFiles";
import { saveAll } from "./author/saveAll";
import { unsavedFiles, useDocuments } from "./author/useDocuments";
import { Empty, Failure, Loading } from "./common/States";
import { LocalView } from "./local/LocalView";
import { addEvent, NO_PROGRESS, type Progress } from "./local/progress";
import { PlanView } from "./plan/PlanView";
import { Header } from "./shell/Header";
import { readLocation, writeLocation, type PageLocation } from "./shell/location";
import { Toast, type Message, type Say } from "./shell/Toast";
import { takeToken } from "./shell/token";

const ASK_AGAIN_MILLISECONDS = 2000;

/** @param firstToken the token of this tab, if it has one */
export function App({ firstToken }: { firstToken: string | null }) {
  const [token, setToken] = useState(firstToken);
  const [location, setLocation] = useState(() => readLocation(window.location.hash));
  const [reached, setReached] = useState(true);
  const client = useMemo(() => createClient(token ?? "", setReached), [token]);

  useEffect(() => {
    const follow = () => {
      setToken(takeToken());
      setLocation(readLocation(window.location.hash));
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);

  const go = useCallback((next: PageLocation) => {
    window.history.replaceState(null, "", writeLocation(next));
    setLocation(next);
  }, []);

  if (token === null) {
    return (
      <main className="alone">
        <h1>Data actions</h1>
        <Empty title="This tab has no token">
          Open the whole URL that ./data-actions console printed. It ends with #token= and the token. Each tab needs it once.
        </Empty>
      </main>
    );
  }
  return (
    <ClientProvider value={client}>
      <Page client={client} reached={reached} location={location} go={go} />
    </ClientProvider>
  );
}

interface PageProps {
  readonly client: Client;
  readonly reached: boolean;
  readonly location: PageLocation;
  readonly go: (next: PageLocation) => void;
}

function Page({ client, reached, location, go }: PageProps) {
  const [project, setProject] = useState<Project | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [progress, setProgress] = useState<Progress>(NO_PROGRESS);
  const [toast, setToast] = useState<Message>({ text: "", serial: 0 });
  const say = useCallback<Say>(
    (text, action) => setToast((before) => ({ text, serial: before.serial + 1, ...(action === undefined ? {} : { action }) })),
    [],
  );
  const documents = useDocuments(client, say);

  // A change of many files is an event for each.
  const load = useMemo(
    () =>
      oneAtATime(() =>
        client.project().then(
          (read) => {
            setProject(read);
            setFailure(null);
          },
          (problem: unknown) => setFailure(messageOf(problem)),
        ),
      ),
    [client],
  );
  useEffect(load, [load]);

  useEffect(() => {
    if (!reached) {
      const timer = setInterval(load, ASK_AGAIN_MILLISECONDS);
      return () => clearInterval(timer);
    }
    return undefined;
  }, [reached, load]);

  useServerEvents(
    client,
    (event: ServerEvent) => {
      if (event.kind === "file") {
        load();
        documents.changed(event.file, event.version).catch(() => {
          // The banner says that the server is gone.
        });
      }
      if (event.kind === "full") {
        say("Too many pages of this console are open. This page does not get changes: close some pages, and reload this one.");
      }
      setProgress((before) => addEvent(before, event));
    },
    () => {
      load();
      documents.refresh().catch(() => {
        // The banner says that the server is gone.
      });
    },
  );

  const unsaved = unsavedFiles(documents.documents);
  const anyUnsaved = unsaved.length > 0;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => anyUnsaved && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [anyUnsaved]);

  const listed = useMemo(
    () => project && { ...project, actions: withDeleted(project.actions, documents.documents, location.file) },
    [project, documents.documents, location.file],
  );
  const selected = listed?.actions.find((action) => action.file === location.file)?.file ?? listed?.actions[0]?.file ?? null;
  // A file that is deleted stays selected only if the address names it.
  useEffect(() => {
    if (location.file === null && selected !== null) {
      go({ ...location, file: selected });
    }
  }, [location, selected, go]);
  return (
    <>
      <Header project={project} view={location.view} onView={(view) => go({ ...location, view })} />
      {!reached && (
        <div className="gone" role="alert">
          <strong>The console's server does not answer.</strong> Your text is still in this page. Start{" "}
          <code>./data-actions console --port {window.location.port}</code> again; copy unsaved text before you open a new address.
        </div>
      )}
      <main>
        {project === null && failure === null && <Loading what="Reading the project …" />}
        {project === null && failure !== null && <Failure title="The project cannot be read" message={failure} onRetry={load} />}
        {project !== null && listed !== null && (
          <>
            {project.problem != null && <Failure title="The environments cannot be read" message={project.problem} onRetry={load} />}
            <div id="view-author" role="tabpanel" aria-labelledby="tab-author" hidden={location.view !== "author"}>
              <AuthorView
                project={listed}
                documents={documents}
                selected={selected}
                onSelect={(file) => go({ ...location, file })}
                say={say}
              />
            </div>
            <div id="view-local" role="tabpanel" aria-labelledby="tab-local" hidden={location.view !== "local"}>
              <LocalView
                project={project}
                progress={progress}
                visible={location.view === "local"}
                unsaved={unsaved.length}
                onSaveAll={() => saveAll(documents)}
                onClear={() => setProgress(NO_PROGRESS)}
              />
            </div>
            <div id="view-plan" role="tabpanel" aria-labelledby="tab-plan" hidden={location.view !== "plan"}>
              <PlanView project={project} />
            </div>
          </>
        )}
      </main>
      <Toast message={toast} />
    </>
  );
}

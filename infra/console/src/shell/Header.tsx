import { SegmentedControl, Tabs } from "@mantine/core";
import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import type { Project } from "../api/types";
import type { View } from "./location";

const TITLES: { readonly [view in View]: string } = { author: "Author", local: "Local deployment", plan: "Plan" };

/** The name of the project, the views, and the colour scheme. */
export function Header({ project, view, onView }: { project: Project | null; view: View; onView: (view: View) => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <header className="page-head">
      <div className="brand">
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <div>
          <h1>Data actions</h1>
          <p className="faint small folder" title={project?.project}>
            {project === null ? "" : `${lastPart(project.project)}/${project.folder}`}
          </p>
        </div>
      </div>
      <Tabs value={view} onChange={(next) => onView(next as View)} variant="pills" className="views">
        <Tabs.List aria-label="Views">
          {Object.entries(TITLES).map(([each, title]) => (
            <Tabs.Tab key={each} value={each} id={`tab-${each}`} aria-controls={`view-${each}`}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <SegmentedControl
        size="xs"
        aria-label="Colours"
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        data={[
          { value: "auto", label: "System" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </header>
  );
}

/** The name of a folder: two consoles are told apart by it. */
function lastPart(path: string): string {
  return path.split(/[/\\]/).filter((part) => part !== "").pop() ?? "";
}

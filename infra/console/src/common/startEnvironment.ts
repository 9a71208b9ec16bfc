import type { Project } from "../api/types";

/** The environment to begin with. */
export function startEnvironment(project: Project): string {
  return project.environments.includes(project.environment) ? project.environment : (project.environments[0] ?? "");
}

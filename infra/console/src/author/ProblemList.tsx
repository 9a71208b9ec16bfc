import type { Problem } from "../api/types";

interface Props {
  readonly problems: readonly Problem[];
  readonly checking: boolean;
  readonly onGoTo: (problem: Problem) => void;
}

export function ProblemList({ problems, checking, onGoTo }: Props) {
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warnings = problems.length - errors;
  return (
    <div className="problems">
      <p className={`problems-title ${errors > 0 ? "bad" : warnings > 0 ? "warn" : "good"}`} role="status">
        {problems.length === 0
          ? checking
            ? "Checking …"
            : "✓ Valid, and every example passes"
          : [count(errors, "error"), count(warnings, "warning")].filter((each) => each !== "").join(", ")}
      </p>
      {problems.length > 0 && (
        <ul aria-label="Problems">
          {problems.map((problem, index) => (
            <li key={index}>
              <button type="button" className="problem" onClick={() => onGoTo(problem)}>
                <span className={`problem-place ${problem.severity === "error" ? "bad" : "warn"}`}>
                  <span className="visually-hidden">{problem.severity}, </span>Line {problem.line}
                </span>
                <span>{problem.message}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
}

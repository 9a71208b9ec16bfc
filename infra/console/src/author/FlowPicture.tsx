import type { Branch } from "../api/types";

/** Which of an action's two paths a flow takes. */
export function FlowPicture({ title, action, branch }: { title: string; action: string; branch: Branch }) {
  const success = branch.path.toLowerCase() === "success";
  return (
    <figure className="flow">
      <figcaption>{title}</figcaption>
      <svg viewBox="0 0 300 84" role="img" aria-label={`${title}: ${action} takes the ${branch.path} path`}>
        <path className={success ? "wire taken good" : "wire"} d="M120 42 C150 42 150 20 180 20" />
        <path className={success ? "wire" : "wire taken bad"} d="M120 42 C150 42 150 64 180 64" />
        <Box x={4} y={26} width={116} text={short(action)} state="node" />
        <Box x={180} y={5} width={112} text="Success" state={success ? "good" : "off"} />
        <Box x={180} y={49} width={112} text="Failure" state={success ? "off" : "bad"} />
      </svg>
      <p>{branch.text}</p>
    </figure>
  );
}

function Box(props: { x: number; y: number; width: number; text: string; state: "node" | "good" | "bad" | "off" }) {
  return (
    <g className={`box ${props.state}`}>
      <rect x={props.x} y={props.y} width={props.width} height={30} rx={7} />
      <text x={props.x + props.width / 2} y={props.y + 19.5} textAnchor="middle">
        {props.text}
      </text>
    </g>
  );
}

function short(name: string): string {
  return name.length <= 15 ? name : `${name.slice(0, 14)}…`;
}

import { Alert, Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";

export function Empty(props: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      {props.children !== undefined && <div className="faint">{props.children}</div>}
    </div>
  );
}

export function Loading(props: { what: string }) {
  return (
    <div className="empty" role="status">
      <Loader size="sm" aria-hidden />
      <p className="faint">{props.what}</p>
    </div>
  );
}

export function Failure(props: { title: string; message: string; onRetry?: () => void }) {
  return (
    <Alert color="red" variant="light" title={props.title} role="alert" className="failure">
      <p className="message">{props.message}</p>
      {props.onRetry !== undefined && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={props.onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

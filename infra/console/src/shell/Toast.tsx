import { useEffect, useState } from "react";

export interface ToastAction {
  readonly label: string;
  readonly act: () => void;
}

export interface Message {
  readonly text: string;
  readonly serial: number;
  readonly action?: ToastAction;
}

/** Tells the person what has just happened, with what else could be done. */
export type Say = (text: string, action?: ToastAction) => void;

const SHOWN_MILLISECONDS = 7000;
const SHOWN_WITH_ACTION_MILLISECONDS = 15_000;

/** A sentence about what has just happened; a screen reader reads it out. */
export function Toast({ message }: { message: Message }) {
  const { text, serial, action } = message;
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const shown = action === undefined ? SHOWN_MILLISECONDS : SHOWN_WITH_ACTION_MILLISECONDS;
    const timer = setTimeout(() => setHidden(serial), shown);
    return () => clearTimeout(timer);
  }, [serial, action]);
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {text !== "" && hidden !== serial && (
        <div className="toast" key={serial}>
          <div>
            <span className="toast-text">{text}</span>
            {action !== undefined && (
              <button
                type="button"
                className="toast-action"
                onClick={() => {
                  setHidden(serial);
                  action.act();
                }}
              >
                {action.label}
              </button>
            )}
          </div>
          <button type="button" className="toast-close" aria-label="Close the message" onClick={() => setHidden(serial)}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}

import { useEffect, useState } from "react";

const SHOWN_MILLISECONDS = 7000;

/** A sentence about what has just happened; a screen reader reads it out. */
export function Toast({ text, serial }: { text: string; serial: number }) {
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setHidden(serial), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [serial]);
  const shown = text !== "" && hidden !== serial;
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {shown && (
        <div className="toast" key={serial}>
          <span>{text}</span>
          <button type="button" aria-label="Close the message" onClick={() => setHidden(serial)}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}

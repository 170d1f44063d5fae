// Labelled inputs. An error stands below its input, is read with it, and the input says that it is invalid.
import { useId } from "react";
import type { ChangeEvent, ReactElement, ReactNode } from "react";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export function Field({ label, hint, error, children }: FieldProps & { children: (described: Described) => ReactNode }): ReactElement {
  const id = useId();
  const notes = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter((note) => note !== "").join(" ");
  return (
    <div className={error ? "field faulty" : "field"}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": notes || undefined, "aria-invalid": error ? true : undefined })}
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "email" | "password" | "search" | "number" | "date" | "datetime-local";
  autoComplete?: string;
  required?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  lines?: number;
  step?: string;
  inputMode?: "numeric" | "decimal";
}

export function TextField(props: TextFieldProps): ReactElement {
  const { label, hint, error, value, onChange, type = "text", lines } = props;
  const change = (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>): void => onChange(event.target.value);
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => lines
        ? <textarea {...described} rows={lines} value={value} onChange={change} spellCheck={false} placeholder={props.placeholder} />
        : <input
            {...described}
            type={type}
            value={value}
            onChange={change}
            autoComplete={props.autoComplete ?? "off"}
            required={props.required}
            autoFocus={props.autoFocus}
            placeholder={props.placeholder}
            step={props.step}
            inputMode={props.inputMode}
          />}
    </Field>
  );
}

interface Choice<Value extends string> {
  value: Value;
  text: string;
}

interface SelectFieldProps<Value extends string> extends FieldProps {
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>): ReactElement {
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {(described) => (
        <select {...described} value={props.value} onChange={(event) => props.onChange(event.target.value as Value)}>
          {props.choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
        </select>
      )}
    </Field>
  );
}

export function Checkbox({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }): ReactElement {
  return (
    <label className="checkbox">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

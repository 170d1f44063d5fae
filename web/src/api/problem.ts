// A refusal of the server as the pages handle it: RFC 9457 with the faulty fields by JSON pointer.
import type { FieldError } from "./types";

export class Problem extends Error {
  constructor(
    readonly status: number, // 0: the server was not reached
    readonly detail: string,
    readonly errors: FieldError[] = [],
    readonly requestId: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail);
  }

  // The words for one field. The field's own error says it without the pointer before it.
  at(pointer: string): string | undefined {
    return this.errors.find((error) => error.pointer === pointer)?.detail;
  }

  // Errors of the field and of whatever stands below it.
  below(pointer: string): FieldError[] {
    return this.errors.filter((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));
  }

  // The same for what stands below the pointer, as if it were the whole.
  within(pointer: string): Problem {
    const errors = this.below(pointer).map((error) => ({ ...error, pointer: error.pointer.slice(pointer.length) }));
    return new Problem(this.status, this.detail, errors, this.requestId, this.retryAfterSeconds);
  }
}

interface ProblemBody {
  detail?: string;
  title?: string;
  errors?: FieldError[];
  request_id?: string;
}

export async function problemOf(response: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // A proxy answered in its own words: the status is all that is known.
  }
  const retry = Number(response.headers.get("Retry-After"));
  return new Problem(
    response.status,
    body.detail ?? body.title ?? response.statusText,
    body.errors ?? [],
    body.request_id ?? response.headers.get("X-Request-Id"),
    retry > 0 ? retry : null,
  );
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, error instanceof Error ? error.message : String(error));
}

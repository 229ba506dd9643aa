// The error classes of the module, and the one place that turns the core's tagged outcomes into values or throws.

/** What every error of Holdfast is: a stable `code`, and a `message` a person can act on. Never holds a secret. */
export class HoldfastError extends Error {
  constructor(facts, options) {
    super(facts.message, options);
    this.name = new.target.name;
    this.code = facts.code;
    this.sentence = facts.sentence ?? "";
    this.values = facts.values ?? {};
    this.parameter = facts.parameter ?? "";
    this.details = facts.details ?? [];
  }
}

/** One or more parameters break a rule; `issues` names each. */
export class ValidationError extends HoldfastError {
  constructor(facts, options) {
    super(facts, options);
    this.issues = facts.issues?.length ? facts.issues : [{ parameter: this.parameter, code: this.code, message: this.message, sentence: this.sentence, values: this.values }];
    this.advice = facts.advice ?? [];
  }
}

/** The server said no: `apiCode` is the code it sent, `messages` its words. */
export class AdminApiError extends HoldfastError {
  constructor(facts, options) {
    super(facts, options);
    this.apiCode = facts.apiCode ?? 0;
    this.messages = this.details;
  }
}

/** Token, account or privilege. */
export class AuthenticationError extends HoldfastError {
  constructor(facts, options) {
    super(facts, options);
    this.apiCode = facts.apiCode ?? 0;
  }
}

/** No usable reply arrived, or the caller ended the operation. */
export class NetworkError extends HoldfastError {}

/** The passcode does not open the file. */
export class PasscodeError extends HoldfastError {}

/** The file is not what it should be. */
export class FileError extends HoldfastError {}

/** The disk, folder or quota. */
export class StorageError extends HoldfastError {}

/** The job ended badly; `job` is the job, `update` its last state. */
export class JobError extends HoldfastError {
  constructor(facts, options) {
    super(facts, options);
    this.job = facts.job ?? null;
    this.update = facts.update ?? null;
  }
}

const classes = {
  validation: ValidationError,
  api: AdminApiError,
  authentication: AuthenticationError,
  network: NetworkError,
  passcode: PasscodeError,
  file: FileError,
  storage: StorageError,
  job: JobError,
  internal: HoldfastError,
};

/** The error for `facts` as the core states them: `{code, kind, message, sentence, values, parameter, details, apiCode, issues}`. */
export function errorFrom(facts, options) {
  const Kind = classes[facts.kind] ?? HoldfastError;
  return new Kind(facts, options);
}

/** The facts `errorFrom` makes such an error of, to hand it to another Worker or page; null for any other. */
export function factsFrom(error) {
  const kind = Object.keys(classes).find((each) => error?.constructor === classes[each]);
  if (!kind) return null;
  const { code, message, sentence, values, parameter, details, issues, apiCode } = error;
  return { kind, code, message, sentence, values, parameter, details, issues, apiCode };
}

/** The value of a tagged outcome `{ok, value | error}`; throws where it failed. */
export function unwrap(outcome) {
  if (outcome.ok) return outcome.value;
  throw errorFrom(outcome.error);
}

/** The error of an operation its caller ended through `signal`. */
export function abortedError(signal) {
  const message = "The caller ended the operation before it was finished.";
  return errorFrom({ kind: "network", code: "aborted", message }, { cause: signal?.reason });
}

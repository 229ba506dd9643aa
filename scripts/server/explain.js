// What the commands say of an error that met them: the cause, and what to do.

/** A sentence or two for `cause`, an Error. */
export function explain(cause) {
  const sentences = {
    EADDRINUSE: `Port ${cause.port} of ${cause.address} is taken. Choose another with --port, or --port 0 for any free one.`,
    EADDRNOTAVAIL: `This machine has no address ${cause.address}. Choose another with --host.`,
    ENOTFOUND: `No address is known for ${cause.hostname}. Choose another with --host.`,
    ENOSPC: `The disk is full: ${cause.path ?? "the data folder"} cannot be written. Make room, or choose another folder with --data.`,
    EDQUOT: `The disk quota is used up: ${cause.path ?? "the data folder"} cannot be written. Make room, or choose another folder with --data.`,
  };
  if (cause.code === "EACCES" && cause.syscall === "listen") return `Port ${cause.port} may not be opened by this account. Choose one above 1023 with --port.`;
  if (["EACCES", "EPERM", "EROFS"].includes(cause.code)) return `${cause.path ?? "A folder"} is not accessible (${cause.code}): check its permissions.`;
  return sentences[cause.code] ?? cause.message;
}

import nodemailer from 'nodemailer';

const TIMEOUT_MS = 20_000;

/**
 * A way to the server of a connection.
 *
 * @param {Readonly<Record<string, unknown>>} connection `host`, `port`, `TLS`, `email`, `password`
 */
export function transportOf({ host, port, TLS, email, password }) {
  const login = email ? { auth: { user: String(email), pass: String(password ?? '') } } : {};
  return nodemailer.createTransport({
    ...{ host: String(host), port: Number(port), secure: Number(port) === 465, requireTLS: TLS === true, ...login },
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    // Attachments are what the step was given, and never files or addresses that a text names.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

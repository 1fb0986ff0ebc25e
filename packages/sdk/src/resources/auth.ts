import { AuthMethods } from '../generated/methods.ts';

/** Sign-in, sessions and passwords. */
export class Auth extends AuthMethods {
  /**
   * Where a browser goes to sign in with the provider, and which brings it back to a path of the console.
   *
   * `GET /v1/auth/oidc/start`
   */
  oidcStartUrl(options: { returnTo?: string } = {}): string {
    return this.caller.address('startOidcSignIn', [], options);
  }
}

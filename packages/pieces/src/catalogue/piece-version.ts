import semver from 'semver';

/** The version that was meant, and whether it is one that was asked for. */
export interface ChosenVersion {
  version: string;
  exact: boolean;
}

/** Whether a step may name this as its `pieceVersion`. */
export function isVersionSpec(spec: string): boolean {
  return spec.length <= 100 && semver.validRange(spec) !== null;
}

/**
 * Chooses among versions: the one that is named, or the newest in the range. Where none fits, the nearest one of the
 * same minor stands in for it: the next patch, else the one before.
 *
 * @param spec - `x.y.z`, `~x.y.z` or `^x.y.z`
 * @param versions - `x.y.z` each, in any order
 * @returns null when neither fits
 */
export function chooseVersion(spec: string, versions: readonly string[]): ChosenVersion | null {
  const fitting = newestFitting(spec, versions);
  if (fitting !== null) return { version: fitting, exact: true };
  const nearest = nearestOfMinor(spec, versions);
  return nearest === null ? null : { version: nearest, exact: false };
}

/** The newest version that `spec` allows; null when there is none, or when `spec` is none that is understood. */
export function newestFitting(spec: string, versions: readonly string[]): string | null {
  return semver.maxSatisfying(versions, spec);
}

/** The newest of all; null without any. A version for trial counts only where there is no other. */
export function newestVersion(versions: readonly string[]): string | null {
  return semver.maxSatisfying(versions, '*') ?? semver.maxSatisfying(versions, '*', { includePrerelease: true });
}

/** Whether `spec` wants something newer than all of these. */
export function isNewerThanAll(spec: string, versions: readonly string[]): boolean {
  const newest = newestVersion(versions);
  return newest === null || (isVersionSpec(spec) && semver.ltr(newest, spec));
}

function nearestOfMinor(spec: string, versions: readonly string[]): string | null {
  const wanted = isVersionSpec(spec) ? semver.minVersion(spec) : null;
  if (wanted === null) return null;
  const ofMinor = semver.sort(
    versions.filter((version) => semver.satisfies(version, `~${wanted.major}.${wanted.minor}.0`)),
  );
  const next = ofMinor.find((version) => semver.gt(version, wanted));
  return next ?? ofMinor.at(-1) ?? null;
}

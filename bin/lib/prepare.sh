# Sourced by the commands in bin/: a pnpm that needs no installation, and dependencies that match the lock file.

PNPM_VERSION=10.34.8
export TURBO_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1 DO_NOT_TRACK=1

# pnpm by way of npm: corepack would want a download of its own.
pnpm() {
  if [ "$(command -v pnpm >/dev/null 2>&1 && command pnpm --version 2>/dev/null)" = "$PNPM_VERSION" ]; then
    command pnpm "$@"
  else
    npx --yes "pnpm@$PNPM_VERSION" "$@"
  fi
}

require_node() {
  if ! command -v node >/dev/null 2>&1; then
    echo "Node.js was not found; Perdura needs version 20.19 or newer." >&2
    exit 1
  fi
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major < 20 || (major === 20 && minor < 19)) {
      console.error(`Node.js ${process.versions.node} was found; Perdura needs version 20.19 or newer.`);
      process.exit(1);
    }'
}

# Installs when the lock file is not the one that was installed last; tells nothing when there is nothing to do.
prepare_dependencies() {
  require_node
  local stamp=node_modules/.perdura-lock
  if [ -f "$stamp" ] && cmp -s pnpm-lock.yaml "$stamp"; then return; fi
  echo "Installing dependencies…"
  pnpm install --frozen-lockfile --reporter=append-only
  cp pnpm-lock.yaml "$stamp"
}

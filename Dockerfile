# One image for API, worker, console and the migration job: what runs is chosen by the command.
# Debian, not Alpine: Temporal's native core needs glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /app
ENV CI=true TURBO_TELEMETRY_DISABLED=1
RUN npm install --global pnpm@10.34.8
COPY . .
RUN pnpm install --frozen-lockfile && pnpm turbo run build
RUN find . -name node_modules -type d -prune -exec rm -rf {} + \
  && pnpm install --prod --frozen-lockfile --filter '@perdura/api...' --filter '@perdura/worker...' --filter '@perdura/web...' --filter '@perdura/cli...'

FROM node:20-bookworm-slim
WORKDIR /app
# glibc keeps less of what many threads have freed.
ENV NODE_ENV=production TZ=UTC MALLOC_ARENA_MAX=2
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
# A volume that is mounted here takes this owner over, so that workers may install pieces.
RUN mkdir -p /var/lib/perdura/pieces && chown node:node /var/lib/perdura/pieces
COPY --from=build --chown=node:node /app /app
# The command line, for `docker compose exec api perdura …`.
RUN printf '#!/bin/sh\nexec node /app/packages/cli/dist/main.js "$@"\n' > /usr/local/bin/perdura && chmod +x /usr/local/bin/perdura
USER node
EXPOSE 8080
CMD ["node", "apps/api/dist/main.js"]

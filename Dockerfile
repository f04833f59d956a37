# syntax=docker/dockerfile:1
# One image for every service: what runs is the command (see docker-compose.yml).

FROM node:20-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends build-essential ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
# The caches keep npm's downloads and the compiled Kafka client from one build to the next.
RUN --mount=type=cache,target=/root/.npm,sharing=locked \
    --mount=type=cache,target=/app/.cache,sharing=locked \
    rm -f .cache/setup.lock \
 && node scripts/setup.mjs \
 && node scripts/prune-for-production.mjs

FROM node:20-bookworm-slim AS runtime
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/contracts contracts
COPY --from=build /app/platform platform
COPY --from=build /app/gateway gateway
COPY --from=build /app/subgraphs subgraphs
COPY --from=build /app/executors executors
COPY --from=build /app/cli cli
COPY --from=build /app/deploy/local deploy/local
COPY --from=build /app/web/dist web/dist
# Volumes mounted here take over its owner.
RUN install -d -o node -g node /data /keys /keys/passport /keys/identity
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s --retries=12 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "gateway/dist/main.js"]

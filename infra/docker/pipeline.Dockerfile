# The pipeline worker (workflows, and every activity that needs no GPU) and the `hone` command.
# docker build -f infra/docker/pipeline.Dockerfile .

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
# onnxruntime-node's install script would fetch CUDA libraries that nothing here uses.
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-fund --no-audit
COPY . .
RUN npm run build && npm prune --omit=dev --no-fund --no-audit

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production \
    HONE_HOME=/var/lib/hone
RUN install -d -o node -g node /var/lib/hone \
 && printf '#!/bin/sh\nexec node /app/dist/cli/main.js "$@"\n' > /usr/local/bin/hone \
 && chmod 755 /usr/local/bin/hone
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY LICENSE NOTICE package.json /app/
COPY profiles /app/profiles
COPY data/sample /app/data/sample
COPY data/hard-negatives /app/data/hard-negatives
COPY data/contrast-pairs /app/data/contrast-pairs
COPY data/taxonomy.json /app/data/taxonomy.json
# Not run here: the trainer's sources are part of the stage keys, which this worker makes.
COPY trainer /app/trainer
COPY infra/docker/healthcheck.mjs /app/infra/docker/
USER node
WORKDIR /var/lib/hone
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["node", "/app/infra/docker/healthcheck.mjs"]
CMD ["node", "/app/dist/workers/pipeline.js"]

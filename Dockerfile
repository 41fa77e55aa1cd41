# syntax=docker/dockerfile:1
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production GREENROOM_HOME=/var/lib/greenroom GREENROOM_HOST=0.0.0.0
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /var/lib/greenroom --create-home greenroom
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/brands ./brands
USER greenroom
VOLUME /var/lib/greenroom
EXPOSE 3131
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3131/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# The signal goes to node itself, which stops cleanly on it.
CMD ["node", "dist/main.js", "start"]

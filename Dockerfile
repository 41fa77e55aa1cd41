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
# As a number, so that whoever runs it can see that it is not root.
USER 10001
VOLUME /var/lib/greenroom
EXPOSE 3131
# Every role answers there.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3131/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The signal goes to node itself, which stops cleanly on it. Another role, or another command, takes the place of CMD.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["start"]

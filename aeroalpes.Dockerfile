# La API: docker build . -f aeroalpes.Dockerfile -t aeroalpes/api
# Lleva también la línea de órdenes y, para cuando va sola, su PostgreSQL embebido, con los datos en /datos.
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
 && rm -rf node_modules/.bin node_modules/node-linux-* \
 && find node_modules -type f \( -name '*.d.?ts' -o -name '*.d.ts' -o -name '*.map' \) -delete
COPY . .
RUN cp -r --parents LICENSE package.json node_modules despliegue/salud.ts \
    docs/participantes.json docs/consumidores.json herramientas/roles-de-base.ts src/api src/arranque src/cli src/config src/modulos src/seedwork \
    /salida/app \
 && chmod -R u=rwX,go=rX /salida

FROM ${BASE}
# Node enlaza con libatomic; initdb quiere saber cómo se llama su usuario.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
 && groupadd --gid 10001 alpes \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin alpes \
 && install -d -o alpes -g alpes -m 0700 /datos
COPY --from=obra /salida/ /
WORKDIR /app
# Desde fuera del contenedor sólo se llega a lo que se publique: publíquelo en el lazo, o cifre delante.
ENV ANFITRION=0.0.0.0 TLS=delante ALPES_DATOS=/datos
VOLUME /datos
USER 10001:10001
EXPOSE 5000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "despliegue/salud.ts", "api"]
CMD ["node", "--max-semi-space-size=32", "src/api/principal.ts"]

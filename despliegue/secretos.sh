#!/bin/sh
# Las claves de la topología de compose: se inventan la primera vez y después se vuelven a repartir. Cada servicio
# monta sólo su carpeta, y en ella lo suyo; las originales, en «maestro», no las monta nadie más.
set -eu
umask 022
raiz=${1:?carpeta de los secretos}
maestro=$raiz/maestro
mkdir -p "$maestro"

# Sin saltos a medias: o está entera, o se inventa otra vez.
clave() {
  if [ ! -s "$maestro/$1" ]; then
    openssl rand -hex 24 >"$maestro/$1.nueva"
    mv "$maestro/$1.nueva" "$maestro/$1"
  fi
  cat "$maestro/$1"
}

poner() {
  mkdir -p "$raiz/$1"
  printf '%s\n' "$3" >"$raiz/$1/$2.nueva"
  mv -f "$raiz/$1/$2.nueva" "$raiz/$1/$2"
}

admin=$(clave base_admin)
api=$(clave base_api)
notificaciones=$(clave base_notificaciones)
broker=$(clave broker)
token=$(clave alpes_token)

poner base clave "$admin"
poner roles base_datos_url "postgres://admin:$admin@base:5432/alpes"
poner roles clave_api "$api"
poner roles clave_notificaciones "$notificaciones"
poner roles clave_lectura "$(clave base_lectura)"
poner api base_datos_url "postgres://alpes_api:$api@base:5432/alpes"
poner notificacion base_datos_url "postgres://alpes_notificaciones:$notificaciones@base:5432/alpes"

for servicio in api notificacion ui; do
  poner $servicio alpes_token "$token"
  poner $servicio broker "nats://alpes:$broker@${NATS_NODOS:-nats:4222}?replicas=${NATS_REPLICAS:-1}"
done

poner broker acceso.conf "user: alpes, password: \"$broker\""
poner broker rutas.conf "routes: [nats://alpes:$broker@nats-1:6222, nats://alpes:$broker@nats-2:6222, nats://alpes:$broker@nats-3:6222]"

# Fuera del propio equipo el correo sólo sale cifrado: Mailpit lleva un certificado y quien envía se fía de él.
if [ ! -s "$maestro/smtp.pem" ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=mailpit -addext subjectAltName=DNS:mailpit \
    -keyout "$maestro/smtp.llave" -out "$maestro/smtp.nuevo" 2>/dev/null
  mv "$maestro/smtp.nuevo" "$maestro/smtp.pem"
fi
poner notificacion smtp.pem "$(cat "$maestro/smtp.pem")"
poner mailpit smtp.pem "$(cat "$maestro/smtp.pem")"
poner mailpit smtp.llave "$(cat "$maestro/smtp.llave")"

chmod 0700 "$maestro"
chmod 0444 "$raiz"/*/*
chmod 0400 "$maestro"/*
echo 'La primera clave, que administra: docker compose exec api cat /run/secretos/alpes_token'

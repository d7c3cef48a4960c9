#!/bin/sh
# Lo que haría un motor al crear el contenedor, ya en sus propios espacios de montaje y de procesos: la imagen con una
# capa encima, /proc, /dev, /tmp, los volúmenes, la raíz de sólo lectura, ningún permiso, y el programa como PID 1.
# Recibe por el entorno IMAGEN, CAPA, USUARIO y MONTAJES (líneas «de a modo»), y por argumentos la orden con su entorno.
set -eu
raiz=$CAPA/raiz
mkdir -p "$raiz" "$CAPA/alto" "$CAPA/obra"
mount -t overlay overlay -o "lowerdir=$IMAGEN,upperdir=$CAPA/alto,workdir=$CAPA/obra" "$raiz"
mount -t proc -o nosuid,nodev,noexec proc "$raiz/proc"
mount -t tmpfs -o mode=0755,nosuid tmpfs "$raiz/dev"
for aparato in null zero full random urandom; do
  : >"$raiz/dev/$aparato"
  mount --bind "/dev/$aparato" "$raiz/dev/$aparato"
done
ln -s /proc/self/fd "$raiz/dev/fd"
mkdir "$raiz/dev/shm"
mount -t tmpfs -o mode=1777,nosuid,nodev,noexec,size=64m tmpfs "$raiz/dev/shm"
mount -t tmpfs -o mode=1777,nosuid,nodev,noexec tmpfs "$raiz/tmp"
printf '%s' "$MONTAJES" | while read -r de a modo; do
  if [ -d "$de" ]; then
    mkdir -p "$raiz$a"
  else
    mkdir -p "$(dirname "$raiz$a")"
    [ -e "$raiz$a" ] || : >"$raiz$a"
  fi
  mount --bind "$de" "$raiz$a"
  [ "$modo" != ro ] || mount -o remount,bind,ro "$raiz$a"
done
mount -o remount,ro "$raiz"
# Dentro: sin CAP_SYS_CHROOT ya no se podría entrar.
exec chroot "$raiz" /usr/bin/setpriv --reuid="${USUARIO%:*}" --regid="${USUARIO#*:}" --clear-groups \
  --no-new-privs --bounding-set=-all --inh-caps=-all /usr/bin/env -i "$@"

#!/bin/sh
# Make a base image for the execution environment where no container registry can be reached: Debian with ansible-core and
# ansible-runner, from a Debian mirror and a Python package index alone. Needs root, debootstrap and podman.
#
#   base_image.sh [NAME] [MIRROR]     defaults: localhost/ee-base:latest, and debootstrap's own mirror
#
# apt, pip, the CA bundle and the resolver in it are set up as they are on this machine while it is made; what was copied
# from here is taken out again before the import.
set -eu

name=${1:-localhost/ee-base:latest}
mirror=${2:-}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

debootstrap --variant=minbase --include=python3,python3-pip,ca-certificates,git,openssh-client bookworm "$root" ${mirror:+"$mirror"}
cp "$root/etc/ssl/certs/ca-certificates.crt" "$root/ca-certificates.original"
cp --dereference /etc/resolv.conf "$root/etc/resolv.conf"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
for settings in /etc/pip.conf "${PIP_CONFIG_FILE:-}"; do
    if [ -n "$settings" ] && [ -f "$settings" ]; then cp "$settings" "$root/etc/pip.conf"; fi
done
chroot "$root" python3 -m pip install --break-system-packages --no-cache-dir -q 'ansible-core>=2.16' ansible-runner
if [ "${KEEP_SETTINGS:-no}" = no ]; then
    mv "$root/ca-certificates.original" "$root/etc/ssl/certs/ca-certificates.crt"
    rm -f "$root/etc/pip.conf" "$root/etc/resolv.conf"
fi
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root/ca-certificates.original"
tar -C "$root" -c . | podman import -c 'WORKDIR /runner' -c 'ENV LANG=C.UTF-8' - "$name"

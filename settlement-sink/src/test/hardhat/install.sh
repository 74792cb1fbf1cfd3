#!/bin/sh
# Installs the second EVM client of the integration tests, unless it is there: install.sh DIRECTORY
set -eu
if ! command -v npm >/dev/null; then
  echo "npm is missing: the tests that need an EVM node will say so"
  exit 0
fi
here=$(dirname "$0")
mkdir -p "$1"
cp "$here/hardhat.config.js" "$1/"
if [ -d "$1/node_modules/hardhat" ] && cmp -s "$here/package-lock.json" "$1/package-lock.json"; then
  exit 0
fi
cp "$here/package.json" "$here/package-lock.json" "$1/"
cd "$1"
npm ci --no-audit --no-fund --ignore-scripts

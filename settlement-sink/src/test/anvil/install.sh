#!/bin/sh
# Installs the EVM node that the integration tests start, unless it is there: install.sh DIRECTORY
set -eu
if ! command -v npm >/dev/null; then
  echo "npm is missing: the tests that need an EVM node will say so"
  exit 0
fi
mkdir -p "$1"
if [ -x "$1/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil" ] && cmp -s "$(dirname "$0")/package-lock.json" "$1/package-lock.json"; then
  exit 0
fi
cp "$(dirname "$0")/package.json" "$(dirname "$0")/package-lock.json" "$1/"
cd "$1"
npm ci --no-audit --no-fund

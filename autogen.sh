#!/bin/sh
# Makes ./configure from configure.ac. Needed once after a checkout, and when a build file changes and make is not run.
set -e
cd "$(dirname "$0")"
exec autoreconf --install --force

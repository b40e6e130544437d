# Tocsin in a container. Every dependency comes as a wheel; the compiler that Tocsin's own hot modules need stays behind.
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
WORKDIR /build
COPY pyproject.toml hatch_build.py constraints.txt README.md LICENSE ./
COPY bot bot
COPY rules rules
RUN TOCSIN_COMPILE=1 pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
ENV TOCSIN_STATE_DIR=/state TOCSIN_RULES_DIR=/rules
# matplotlib, which draws /timeline, keeps a cache of fonts; the root is read-only.
ENV MPLCONFIGDIR=/tmp

WORKDIR /app
COPY constraints.txt ./
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --only-binary :all: -c constraints.txt "$(echo /wheels/*.whl)[pictures]"

# The shipped rulebooks serve until a folder is mounted over them. A new volume takes over the owner of /state.
COPY rules /rules
RUN mkdir -p /state && chown 10001:10001 /state
VOLUME ["/state", "/rules"]

# A number rather than a name: Kubernetes can then tell that it is not root.
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["tocsin", "status", "--check"]
ENTRYPOINT ["tocsin"]
CMD ["run"]

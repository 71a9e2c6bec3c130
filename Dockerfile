# The portal as an image: one for web, workers and timetable; `deploy/run PART` says which (compose.yaml).
# Packages, translations and static files are inside; at run time nothing but /data and /tmp is written, by user 10001.
ARG PYTHON=3.13.9-slim-trixie

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /portal
# All packages come as wheels: no compiler. A layer of its own, made again only when a package changes.
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/pip install --no-compile --only-binary :all: --no-deps -r requirements.lock \
    && .venv/bin/pip check && .venv/bin/pip uninstall -y pip
COPY . .
# Static files are collected and compressed without a database and without a secret of the installation.
RUN SECRET_KEY=collecting VAR_DIR=/tmp/collecting STATIC_DIR=/portal/collected DATABASE_URL=sqlite:////tmp/none.sqlite3 \
    .venv/bin/python manage.py collectstatic --noinput -v0 \
    && rm -rf /tmp/collecting && test -e collected/staticfiles.json
RUN .venv/bin/python -m compileall -q -j 0 /portal || true

FROM python:${PYTHON}
# pg_dump and pg_restore for `manage.py backup`: 17, as the PostgreSQL of compose.yaml.
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends postgresql-client-17 ca-certificates \
    && rm -rf /var/lib/apt/lists/* /root/.cache \
    && groupadd --gid 10001 smartcity \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin smartcity \
    && install -d -o 10001 -g 10001 -m 750 /data /data/tmp /backups
COPY --from=build /portal /portal
ENV PATH=/portal/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp LANG=C.UTF-8 \
    DJANGO_SETTINGS_MODULE=smartcity.settings VAR_DIR=/data STATIC_DIR=/portal/collected PRODUCTION=1 BIND=0.0.0.0:8000
WORKDIR /portal
USER 10001:10001
EXPOSE 8000
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=12s --start-period=60s --retries=3 CMD ["deploy/run", "check"]
ENTRYPOINT ["deploy/run"]
CMD ["web"]

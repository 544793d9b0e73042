FROM node:20
RUN bash <<EOF
npm install
EOF
RUN <<EOF python3
print(1)
EOF
RUN <<EOF
#!/usr/bin/env python3
print(1)
EOF
RUN <<EOF
#!/bin/sh
npm ci
EOF

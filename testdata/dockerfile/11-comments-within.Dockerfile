FROM node:20
RUN a && \
  # why

  b
# last

FROM node:20
USER 1000  # node

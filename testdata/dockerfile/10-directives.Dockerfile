# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended
# not a directive

FROM node:20
CMD node x

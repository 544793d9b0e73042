FROM node:20
RUN cat <<A && cat <<B
one
A
two
B
COPY <<A <<B /x/
1
A
2
B
USER node

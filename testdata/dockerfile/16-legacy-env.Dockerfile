FROM node:20
ENV A b c
ENV A=b C=d
ENV X="a b" Y='c d' Z=e\ f W=
ARG P Q=1 R="x y"
LABEL one two

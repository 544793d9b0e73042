from node:20 as Base
user node
from BASE
run npm ci

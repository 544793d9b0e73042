FROM node:20
COPY <<'EOT' /app/.env
SECRET=x
EOT
COPY <<EOT /app/b
A=$B
EOT
